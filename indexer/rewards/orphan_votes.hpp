// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "indexer/decode/ssz_view.hpp"
#include "indexer/replay/ledger.hpp"

namespace apsis {

/// One aggregate of an orphaned block, as it is written there.
struct OrphanAggregate {
  std::uint64_t slot;
  std::vector<std::uint16_t> committees;  ///< ascending; the bits run over them in this order
  std::vector<bool> bits;
};

/// Aggregates of a `BeaconBlock` that the decoder has accepted.
std::vector<OrphanAggregate> read_aggregates(const SszView& block);

/// Validators with a duty in `votes` whose vote stands in one of the aggregates: 1, else 0, an
/// entry a validator. Committees are the canonical chain's; an orphan of another shuffling (a fork
/// of more than an epoch) would be read wrongly, so aggregates whose bits do not fit are left out.
std::vector<std::uint8_t> mark_orphan_votes(const VoteColumns& votes,
                                            const std::vector<OrphanAggregate>& aggregates);

}  // namespace apsis
