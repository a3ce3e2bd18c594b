// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>

#include "core/error.hpp"
#include "tests/cases/case_kind.hpp"

namespace apsis {

/// Runs every case at or under `root` with the first of `kinds` that claims it. Directories are
/// walked in sorted order; one that is claimed is not descended into; symbolic links to
/// directories are not followed below `root`. `usage` if `root` does not exist.
Expected<void> run_cases_under(const std::filesystem::path& root, std::span<const CaseKind> kinds,
                               CaseReport& report);

}  // namespace apsis
