// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// A chain of the mainnet preset outside the official layout: a directory named after its fork with
/// pre.ssz_snappy, blocks_N.ssz_snappy, post.ssz_snappy and meta.yaml.
bool claims_named_chain(const CasePath& path);
void run_named_chain(const CasePath& path, CaseReport& report);

/// One block on one state of the mainnet preset: FORK_state.ssz_snappy and FORK_block.ssz_snappy;
/// the block's own state root is the judge.
bool claims_single_block(const CasePath& path);
void run_single_block(const CasePath& path, CaseReport& report);

/// One step of an epoch transition of the mainnet preset: X_test_state.ssz_snappy (or
/// X_state_test) beside what must come out; the fork is told by the state's own version.
bool claims_epoch_step(const CasePath& path);
void run_epoch_step(const CasePath& path, CaseReport& report);

}  // namespace apsis
