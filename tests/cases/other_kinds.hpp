// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// `.tar.xz` and the like: to be unpacked first.
bool claims_packed_archive(const CasePath& path);
void skip_packed_archive(const CasePath& path, CaseReport& report);

/// Cases of the network balances and of other oracle duties.
bool claims_oracle_duty(const CasePath& path);
void skip_oracle_duty(const CasePath& path, CaseReport& report);

/// Any JSON file that no other kind claimed; the last row of the table. One that is not JSON is a
/// failure: it may be a case that was cut off.
bool claims_unknown_json(const CasePath& path);
void run_unknown_json(const CasePath& path, CaseReport& report);

}  // namespace apsis
