// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/watch/vote_comparison.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/ether.hpp"

namespace apsis {

namespace {

/// Who voted for some values. The contract counts votes of members who have left since as well.
struct Supporters {
  std::set<Bytes20> members;
  const VoteValues* values = nullptr;
};
using Tally = std::map<Bytes32, Supporters>;

Tally tally_of(const VoteRound& round) {
  Tally out;
  for (const VoteEvent& event : round.events) {
    if (event.is_accepted()) continue;
    Supporters& supporters = out[vote_hash(event.values)];
    supporters.members.insert(*event.member);
    supporters.values = &event.values;
  }
  return out;
}

MemberState member_state(const VoteRound& round, const Bytes20& member,
                         const VoteValues* reference) {
  MemberState out{member, VoteState::absent, nullptr};
  bool is_accepted = false;
  for (const VoteEvent& event : round.events) {
    if (event.is_accepted()) is_accepted = true;
    if (event.member != member) continue;
    out.vote = &event;
    out.state = VoteState::different;
    if (reference == nullptr || event.values != *reference) continue;
    out.state = is_accepted ? VoteState::late : VoteState::same;
    return out;
  }
  return out;
}

}  // namespace

std::string_view vote_state_name(VoteState state) {
  constexpr std::array<std::string_view, 4> names = {"same", "different", "late", "absent"};
  return names.at(static_cast<std::size_t>(state));
}

std::uint64_t quorum(std::uint64_t members, const uint256& threshold) {
  // The contract divides before it compares: the smallest count with 10^18 * count / members at
  // least the threshold.
  const uint256 votes = (threshold * members + one_eth - 1) / one_eth;
  return static_cast<std::uint64_t>(std::max(votes, uint256(1)));
}

RoundState compare_votes(const VoteRound& round) {
  RoundState out;
  out.votes_needed = quorum(round.members.size(), round.threshold);
  const auto accepted = std::ranges::find_if(round.events, &VoteEvent::is_accepted);
  if (accepted != round.events.end()) out.accepted = &*accepted;
  const Tally tally = tally_of(round);
  for (const auto& [hash, supporters] : tally)
    if (supporters.members.size() > out.leading_votes) {
      out.leading_votes = supporters.members.size();
      out.leading = supporters.values;
    }
  const VoteValues* settled = out.accepted != nullptr                 ? &out.accepted->values
                              : out.leading_votes >= out.votes_needed ? out.leading
                                                                      : nullptr;
  const VoteValues* reference = round.ours                ? &*round.ours
                                : out.accepted != nullptr ? &out.accepted->values
                                                          : out.leading;
  for (const Bytes20& member : round.members)
    out.members.push_back(member_state(round, member, reference));
  if (round.ours) {
    const auto same = tally.find(vote_hash(*round.ours));
    if (same != tally.end()) out.votes_for_ours = same->second.members.size();
    out.is_diverged = settled != nullptr && *settled != *round.ours;
  }
  return out;
}

}  // namespace apsis
