// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// Transactions of a real chain: calldata is read, written again byte for byte, and logs are read.
bool claims_golden_calldata(const CasePath& path);
void run_golden_calldata(const CasePath& path, CaseReport& report);

}  // namespace apsis
