// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "indexer/decode/fork_types.hpp"
#include "indexer/replay/replay.hpp"
#include "tests/cases/consensus/consensus_case.hpp"

namespace apsis {

/// A case's pre state, ready to be changed. Not movable: the replay points to its own neighbours.
template <class P>
struct CaseState {
  ChainConfig config;
  ChainTypes types;
  Replay<P> run;

  explicit CaseState(ChainConfig chain);
  CaseState(const CaseState&) = delete;

  /// Loads `pre.ssz_snappy` as a state of `fork`.
  Expected<void> load(const std::filesystem::path& file, Fork fork);
  /// Hash of the state as it stands, computed anew after whatever was done to it.
  Bytes32 root();
};

/// What `done` (the outcome of applying the case's input to the state) means for a case: with a
/// post state of `post_fork` the roots must be equal; without one the input must have been refused.
template <class P>
CaseOutcome judge_post(const ConsensusCase& what, CaseState<P>& state, const Expected<void>& done);

/// Whether a case says of itself that signatures must be checked when it is run (`bls_setting`).
bool needs_signatures(const ConsensusCase& what);

/// The error's kind is one that says "this input is wrong".
bool is_refusal(const Error& error);

}  // namespace apsis
