// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// Content ids of files: a list of `size`, `name` and `cid`, over contents that follow from the
/// size.
bool claims_content_ids(const CasePath& path);
void run_content_ids(const CasePath& path, CaseReport& report);

}  // namespace apsis
