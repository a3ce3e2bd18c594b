// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/golden_differences.hpp"

namespace apsis {

bool has_format(const CasePath& path, std::string_view name) {
  if (!path.has_key("format")) return false;
  const Expected<std::string> text = read_case_file(path.path());
  // The format stands first or near it, but JSON gives no promise: the whole text is looked at.
  return text && text->find("\"" + std::string(name) + "\"") != std::string::npos;
}

}  // namespace apsis
