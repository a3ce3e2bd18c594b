// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// A golden case of the rewards tree: an input and what the official generator made of it.
bool claims_golden_tree(const CasePath& path);
void run_golden_tree(const CasePath& path, CaseReport& report);

}  // namespace apsis
