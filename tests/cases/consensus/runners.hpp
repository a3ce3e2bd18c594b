// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/decode/fork.hpp"
#include "tests/cases/consensus/consensus_case.hpp"

namespace apsis {

/// Runners of the official layout, by the name of the runner's folder. Each runs one case under the
/// rules of `fork` with the sizes of preset P.

/// operations: one function of `process_block` on one operation.
template <class P>
CaseOutcome run_operations_case(const ConsensusCase& what, Fork fork);
/// epoch_processing: one step of `process_epoch`.
template <class P>
CaseOutcome run_epoch_case(const ConsensusCase& what, Fork fork);
/// rewards: the deltas of every flag and of inactivity, validator by validator.
template <class P>
CaseOutcome run_rewards_case(const ConsensusCase& what, Fork fork);
/// sanity/blocks, finality, random: signed blocks, each with its own state root.
template <class P>
CaseOutcome run_blocks_case(const ConsensusCase& what, Fork fork);
/// sanity/slots: empty slots.
template <class P>
CaseOutcome run_slots_case(const ConsensusCase& what, Fork fork);
/// fork: the upgrade of a state of the fork before.
template <class P>
CaseOutcome run_fork_case(const ConsensusCase& what, Fork fork);
/// transition: blocks before and after the upgrade to `fork`.
template <class P>
CaseOutcome run_transition_case(const ConsensusCase& what, Fork fork);
/// ssz_static: decoding, hash_tree_root and, for states, loading and writing.
template <class P>
CaseOutcome run_ssz_static_case(const ConsensusCase& what, Fork fork);
/// shuffling: the whole mapping, by both ways of computing it.
template <class P>
CaseOutcome run_shuffling_case(const ConsensusCase& what, Fork fork);

}  // namespace apsis
