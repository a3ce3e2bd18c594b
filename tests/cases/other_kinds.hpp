// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// `.tar.xz` and the like: to be unpacked first.
bool claims_packed_archive(const CasePath& path);
void skip_packed_archive(const CasePath& path, CaseReport& report);

/// Any JSON file that no other kind claimed; the last row of the table.
bool claims_unknown_json(const CasePath& path);
void skip_unknown_json(const CasePath& path, CaseReport& report);

}  // namespace apsis
