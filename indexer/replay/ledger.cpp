// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/ledger.hpp"

#include <algorithm>

namespace apsis {
namespace {

/// Different wrong heads that are told apart in one epoch.
constexpr std::size_t max_other_heads = 4096;

}  // namespace

void VoteColumns::resize(std::size_t count) {
  duty_slot.resize(count, none);
  committee_index.resize(count);
  committee_position.resize(count);
  inclusion_delays.resize(count);
  votes.resize(count);
  other_head.resize(count);
}

std::uint16_t VoteColumns::other_head_number(const Bytes32& root) {
  const auto found = std::find(other_heads.begin(), other_heads.end(), root);
  if (found != other_heads.end()) {
    return static_cast<std::uint16_t>(1 + (found - other_heads.begin()));
  }
  if (other_heads.size() < max_other_heads) other_heads.push_back(root);
  return static_cast<std::uint16_t>(other_heads.size());
}

}  // namespace apsis
