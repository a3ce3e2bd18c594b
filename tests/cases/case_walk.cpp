// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/case_walk.hpp"

#include <algorithm>
#include <exception>
#include <vector>

namespace apsis {

namespace {

void run_one(const CaseKind& kind, const CasePath& path, CaseReport& report) {
  // A case that makes its code throw is one failure, not the end of the run.
  try {
    kind.run(path, report);
  } catch (const std::exception& thrown) {
    report.fail(path.path().string(), std::string("exception: ") + thrown.what());
  }
}

std::vector<std::filesystem::path> sorted_entries(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.is_symlink() && entry.is_directory()) continue;
    out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

void walk(const std::filesystem::path& place, std::span<const CaseKind> kinds, CaseReport& report) {
  const CasePath path(place);
  for (const CaseKind& kind : kinds)
    if (kind.claims(path)) return run_one(kind, path, report);
  if (!path.is_directory()) return;
  for (const std::filesystem::path& entry : sorted_entries(place)) walk(entry, kinds, report);
}

}  // namespace

Expected<void> run_cases_under(const std::filesystem::path& root, std::span<const CaseKind> kinds,
                               CaseReport& report) {
  if (!std::filesystem::exists(root))
    return fail(ErrorKind::usage, "no such file or folder", root.string());
  walk(root, kinds, report);
  return {};
}

}  // namespace apsis
