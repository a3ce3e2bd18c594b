// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// A published performance file: what it proves together with the rewards file beside it.
bool claims_performance_file(const CasePath& path);
void run_performance_file(const CasePath& path, CaseReport& report);

}  // namespace apsis
