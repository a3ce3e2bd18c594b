// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/watch/vote_event.hpp"

#include <array>

#include "core/hex.hpp"
#include "oracle/chain/contract_event.hpp"

namespace apsis {

namespace {

/// An event of votes. The fields say the rest: an address is the member, the first number what the
/// vote is about, the last one the time.
struct VoteEventKind {
  std::string_view contract;
  std::string_view event;
  VoteKind kind;
};

constexpr std::array<VoteEventKind, 6> event_kinds = {{
    {"RocketNetworkBalances", "BalancesSubmitted", VoteKind::balances},
    {"RocketNetworkBalances", "BalancesUpdated", VoteKind::balances},
    {"RocketNetworkPrices", "PricesSubmitted", VoteKind::price},
    {"RocketNetworkPrices", "PricesUpdated", VoteKind::price},
    {"RocketRewardsPool", "RewardSnapshotSubmitted", VoteKind::rewards},
    {"RocketRewardsPool", "RewardSnapshot", VoteKind::rewards},
}};

const ContractEvent& event_of(const VoteEventKind& kind) {
  return contract_event(kind.contract, kind.event);
}

/// A number that a block, an index or a time has.
Expected<std::uint64_t> small_number(const AbiValue& value, const std::string& name) {
  if (value.number() > UINT64_MAX) return fail(ErrorKind::decode, "is no such number", name);
  return static_cast<std::uint64_t>(value.number());
}

Expected<VoteEvent> vote_of(const VoteEventKind& kind, const ChainLog& log) {
  const ContractEvent& event = event_of(kind);
  Expected<AbiValue::List> values = decode_log(event, log.topics, log.data);
  if (!values) return std::unexpected(values.error());
  VoteEvent out{kind.kind, 0, std::nullopt, {}, 0, log};
  const std::size_t subject_at = event.fields[0].type.kind == AbiKind::address ? 1 : 0;
  if (subject_at == 1) out.member = (*values)[0].address();
  const Expected<std::uint64_t> subject =
      small_number((*values)[subject_at], event.fields[subject_at].name);
  if (!subject) return std::unexpected(subject.error());
  const Expected<std::uint64_t> time = small_number(values->back(), event.fields.back().name);
  if (!time) return std::unexpected(time.error());
  out.subject = *subject;
  out.time = *time;
  if (kind.kind == VoteKind::rewards) {
    const AbiValue::List& submission = (*values)[subject_at + 1].list();
    if (submission[0] != (*values)[subject_at])
      return fail(ErrorKind::decode, "submission is for another index than the event", "rewards");
    out.values = rewards_vote_values(submission);
    return out;
  }
  for (std::size_t i = subject_at + 1; i + 1 < values->size(); ++i)
    out.values.push_back({event.fields[i].name, vote_text((*values)[i])});
  return out;
}

}  // namespace

std::span<const Bytes32> vote_topics() {
  static const std::vector<Bytes32> topics = [] {
    std::vector<Bytes32> out;
    for (const VoteEventKind& kind : event_kinds) out.push_back(event_of(kind).topic);
    return out;
  }();
  return topics;
}

Expected<std::optional<VoteEvent>> read_vote(const ChainLog& log) {
  if (log.topics.empty()) return std::nullopt;
  for (const VoteEventKind& kind : event_kinds) {
    if (event_of(kind).topic != log.topics[0]) continue;
    Expected<VoteEvent> vote = vote_of(kind, log);
    if (!vote)
      return std::unexpected(within("log " + std::to_string(log.index) + " of block " +
                                        std::to_string(log.block) + " at " + to_hex(log.contract),
                                    vote.error()));
    return std::move(*vote);
  }
  return std::nullopt;
}

Expected<std::vector<VoteEvent>> read_votes(std::span<const ChainLog> logs) {
  std::vector<VoteEvent> out;
  for (const ChainLog& log : logs) {
    Expected<std::optional<VoteEvent>> vote = read_vote(log);
    if (!vote) return std::unexpected(vote.error());
    if (*vote) out.push_back(std::move(**vote));
  }
  return out;
}

}  // namespace apsis
