// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "indexer/replay/replay.hpp"

namespace apsis {

/// The votes that phase0's state keeps as a list of attestations, by validator.
struct Phase0Votes {
  /// Participation flags without regard to delays: source for any vote, target and head where the
  /// vote matches.
  std::vector<std::uint8_t> flags;
  std::vector<std::uint64_t> delay_slots;       ///< of the first of the fastest inclusions; 0: none
  std::vector<std::uint64_t> proposer_indices;  ///< who included that one
};

/// Counts a list of pending attestations, which are for `epoch`. A list that no chain can have
/// (committees that do not exist, a delay of 0, an unknown proposer) is refused.
template <class P>
Expected<Phase0Votes> count_phase0_votes(const Replay<P>& run,
                                         const HashedList<PendingAttestation>& attestations,
                                         std::uint64_t epoch);

/// Keeps a block's vote in the state (phase0's `process_attestation`).
template <class P>
Expected<void> process_phase0_attestation(Replay<P>& run, const SszView& attestation);

/// Writes the flags of the previous epoch's votes into the participation column
/// (`translate_participation`); the state stands at Altair's first slot.
template <class P>
Expected<void> translate_participation(Replay<P>& run);

}  // namespace apsis
