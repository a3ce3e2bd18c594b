// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ops/option.hpp"

namespace apsis {

bool knows(const OptionSpec& option, std::string_view command) {
  if (option.commands.empty()) return true;
  std::string_view rest = option.commands;
  while (true) {
    const auto bar = rest.find('|');
    if (rest.substr(0, bar) == command) return true;
    if (bar == std::string_view::npos) return false;
    rest.remove_prefix(bar + 1);
  }
}

std::string_view name_of(const OptionSpec& option) {
  return option.key.empty() ? option.flag : option.key;
}

}  // namespace apsis
