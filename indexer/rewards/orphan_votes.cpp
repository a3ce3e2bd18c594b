// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/rewards/orphan_votes.hpp"

#include <map>
#include <tuple>
#include <utility>

namespace apsis {
namespace {

constexpr std::uint64_t max_committee_index = 0xffff;

using CommitteeKey = std::pair<std::uint64_t, std::uint16_t>;  // slot, committee index

/// Members of the committees of an epoch, by position.
std::map<CommitteeKey, std::vector<std::uint32_t>> committees_of(const VoteColumns& votes) {
  std::map<CommitteeKey, std::vector<std::uint32_t>> out;
  for (std::size_t i = 0; i < votes.duty_slot.size(); ++i) {
    if (votes.duty_slot[i] == VoteColumns::none) continue;
    auto& members = out[{votes.duty_slot[i], votes.committee_index[i]}];
    const std::size_t position = votes.committee_position[i];
    if (members.size() <= position) members.resize(position + 1);
    members[position] = static_cast<std::uint32_t>(i);
  }
  return out;
}

}  // namespace

std::vector<OrphanAggregate> read_aggregates(const SszView& block) {
  std::vector<OrphanAggregate> out;
  const SszView attestations = block.field("body").field("attestations");
  for (std::size_t i = 0; i < attestations.size(); ++i) {
    const SszView attestation = attestations[i];
    const SszView data = attestation.field("data");
    OrphanAggregate aggregate{data.field("slot").as_u64(), {}, {}};
    if (attestation.has("committee_bits")) {
      const SszView chosen = attestation.field("committee_bits");
      for (std::size_t index = 0; index < chosen.bit_count(); ++index) {
        if (chosen.bit(index)) aggregate.committees.push_back(static_cast<std::uint16_t>(index));
      }
    } else {
      const std::uint64_t index = data.field("index").as_u64();
      if (index > max_committee_index) continue;  // no committee of any chain
      aggregate.committees.push_back(static_cast<std::uint16_t>(index));
    }
    const SszView bits = attestation.field("aggregation_bits");
    for (std::size_t b = 0; b < bits.bit_count(); ++b) aggregate.bits.push_back(bits.bit(b));
    out.push_back(std::move(aggregate));
  }
  return out;
}

std::vector<std::uint8_t> mark_orphan_votes(const VoteColumns& votes,
                                            const std::vector<OrphanAggregate>& aggregates) {
  std::vector<std::uint8_t> out(votes.duty_slot.size());
  if (aggregates.empty()) return out;
  const auto committees = committees_of(votes);
  for (const OrphanAggregate& aggregate : aggregates) {
    std::vector<std::uint32_t> members;
    for (const std::uint16_t index : aggregate.committees) {
      const auto found = committees.find({aggregate.slot, index});
      if (found == committees.end()) break;
      members.insert(members.end(), found->second.begin(), found->second.end());
    }
    if (members.size() != aggregate.bits.size()) continue;
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (aggregate.bits[i]) out[members[i]] = 1;
    }
  }
  return out;
}

}  // namespace apsis
