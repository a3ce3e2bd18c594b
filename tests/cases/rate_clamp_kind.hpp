// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// Vectors of the limit on rate changes.
bool claims_rate_clamp(const CasePath& path);
void run_rate_clamp(const CasePath& path, CaseReport& report);

}  // namespace apsis
