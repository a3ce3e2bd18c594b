// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/other_kinds.hpp"

namespace apsis {

bool claims_packed_archive(const CasePath& path) {
  return !path.is_directory() &&
         (path.has_suffix(".tar.xz") || path.has_suffix(".tar.gz") || path.has_suffix(".csv.xz"));
}

void skip_packed_archive(const CasePath& path, CaseReport& report) {
  report.skip("packed archive " + path.path().filename().string(),
              "unpack it first (tar xf, xz -d) and give the folder");
}

bool claims_unknown_json(const CasePath& path) {
  return path.is_json();
}

void skip_unknown_json(const CasePath&, CaseReport& report) {
  report.skip("unknown JSON", "no kind knows this layout");
}

}  // namespace apsis
