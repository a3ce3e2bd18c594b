// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// A real block of mainnet without its signature (block.ssz) beside the roots of its era
/// (block_roots.ssz or historical_batch.ssz): its root must stand at its slot's place.
bool claims_mainnet_block(const CasePath& path);
void run_mainnet_block(const CasePath& path, CaseReport& report);

/// A genesis state of the mainnet preset, *genesis.ssz_snappy: the root of its validators must be
/// the genesis validators root that it names, and mainnet's own must have the state root known for
/// it.
bool claims_genesis(const CasePath& path);
void run_genesis(const CasePath& path, CaseReport& report);

}  // namespace apsis
