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

std::uint16_t EpochVotes::other_head_number(const Bytes32& root) {
  const auto found = std::find(other_heads.begin(), other_heads.end(), root);
  if (found != other_heads.end()) {
    return static_cast<std::uint16_t>(1 + (found - other_heads.begin()));
  }
  if (other_heads.size() < max_other_heads) other_heads.push_back(root);
  return static_cast<std::uint16_t>(other_heads.size());
}

VoteColumns EpochVotes::by_validator(std::size_t count) const {
  VoteColumns out;
  out.epoch = epoch;
  out.attester_seed = attester_seed;
  out.other_heads = other_heads;
  out.resize(count);
  const std::uint64_t committees = slots_per_epoch * committees_per_slot;
  for (std::uint64_t committee = 0; committee < committees; ++committee) {
    const std::size_t begin = members.size() * committee / committees;
    const std::size_t end = members.size() * (committee + 1) / committees;
    for (std::size_t place = begin; place < end; ++place) {
      const std::uint32_t validator = members[place];
      out.duty_slot[validator] = epoch * slots_per_epoch + committee / committees_per_slot;
      out.committee_index[validator] = static_cast<std::uint16_t>(committee % committees_per_slot);
      out.committee_position[validator] = static_cast<std::uint16_t>(place - begin);
      out.inclusion_delays[validator] = inclusion_delays[place];
      out.votes[validator] = votes[place];
      out.other_head[validator] = other_head[place];
    }
  }
  return out;
}

}  // namespace apsis
