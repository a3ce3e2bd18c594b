// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "tests/cases/case_path.hpp"
#include "tests/cases/case_report.hpp"

namespace apsis {

/// One format of cases. A new kind is two functions and a row in `case_kinds`.
struct CaseKind {
  /// What people call the format.
  std::string_view name;
  /// Whether this file, or this whole directory (which is then not descended into), is of the kind.
  bool (*claims)(const CasePath& path);
  /// Runs all cases at `path` and reports each.
  void (*run)(const CasePath& path, CaseReport& report);
};

/// All kinds, in the order in which they are asked; the first that claims a path runs it.
std::span<const CaseKind> case_kinds();

}  // namespace apsis
