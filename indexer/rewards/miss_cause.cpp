// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/rewards/miss_cause.hpp"

namespace apsis {
namespace {

constexpr unsigned all_flags = 7;
constexpr unsigned active_bit = 8;
constexpr unsigned slashed_bit = 16;

bool is_orphan_head(const VoteColumns& votes, std::size_t i, const ChainAround& around) {
  const std::uint16_t number = votes.other_head[i];
  return number != 0 && around.orphan_roots.contains(votes.other_heads[number - 1u]);
}

MissCause explain(const VoteColumns& votes, std::size_t i, unsigned flags,
                  const ChainAround& around) {
  if ((flags & active_bit) == 0 || votes.duty_slot[i] == VoteColumns::none) {
    return MissCause::no_duty;
  }
  if ((flags & all_flags) == all_flags) return MissCause::none;
  if ((flags & slashed_bit) != 0) return MissCause::slashed;
  if (votes.inclusion_delays[i] == 0) {
    const bool in_orphan = i < around.orphan_vote.size() && around.orphan_vote[i] != 0;
    return in_orphan ? MissCause::reorged : MissCause::offline;
  }
  const bool target = (votes.votes[i] & VoteColumns::voted_target) != 0;
  const bool head = (votes.votes[i] & VoteColumns::voted_head) != 0;
  if ((!target || !head) && is_orphan_head(votes, i, around)) return MissCause::reorged;
  if (!target) return MissCause::wrong_target;
  if (!head) return MissCause::wrong_head;
  return around.empty_slots.contains(votes.duty_slot[i] + 1) ? MissCause::slot_after_missed
                                                             : MissCause::late_inclusion;
}

}  // namespace

std::vector<MissCause> explain_misses(const VoteColumns& votes,
                                      const std::vector<std::uint8_t>& flags,
                                      const ChainAround& around) {
  std::vector<MissCause> out(flags.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = explain(votes, i, flags[i], around);
  return out;
}

}  // namespace apsis
