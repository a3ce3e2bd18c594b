// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/handed_path.hpp"

#include <algorithm>

namespace apsis {

namespace {

std::optional<Bytes32> on_branch(const Branch& branch, std::uint64_t slot) {
  const auto found = branch.find(slot);
  return found == branch.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::optional<std::uint64_t> HandedPath::common_slot(const Branch& branch,
                                                     std::uint64_t head_slot) const {
  for (const auto& [slot, root] : slots_) {
    if (root == on_branch(branch, slot)) continue;
    return std::min(slot - 1, head_slot);
  }
  return std::nullopt;
}

std::optional<std::uint64_t> HandedPath::first_block() const {
  const auto found = std::find_if(slots_.begin(), slots_.end(),
                                  [](const auto& entry) { return entry.second.has_value(); });
  return found == slots_.end() ? std::nullopt : std::optional(found->first);
}

}  // namespace apsis
