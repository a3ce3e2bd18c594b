// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// One case of the official consensus tests, in the folder layout of its root.
bool claims_consensus_case(const CasePath& path);
void run_consensus_case(const CasePath& path, CaseReport& report);

}  // namespace apsis
