// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// A published rewards file of version 1 to 4: everything that it proves by itself must hold.
bool claims_rewards_file(const CasePath& path);
void run_rewards_file(const CasePath& path, CaseReport& report);

}  // namespace apsis
