// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// A golden case of the network balances: a state and what the official client made of it.
bool claims_golden_balances(const CasePath& path);
void run_golden_balances(const CasePath& path, CaseReport& report);

}  // namespace apsis
