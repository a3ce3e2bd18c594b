// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/ruleset_name.hpp"

#include <string>

#include "core/uint256.hpp"

namespace apsis {

Expected<const Ruleset*> ruleset_named(std::string_view name) {
  if (name.starts_with("v")) name.remove_prefix(1);
  const auto number = uint256_from_decimal(name);
  const Ruleset* ruleset =
      number && *number < 1000 ? find_ruleset(static_cast<std::uint64_t>(*number)) : nullptr;
  if (ruleset != nullptr) return ruleset;
  return fail(ErrorKind::usage, "unknown ruleset", std::string(name), "one of v8, v9, v10, v11");
}

}  // namespace apsis
