// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/duty_pass.hpp"

#include <algorithm>

#include "indexer/replay/epoch_steps.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t increment_gwei = preset::effective_balance_increment_gwei;
constexpr std::size_t max_increments = preset::max_effective_balance_electra_gwei / increment_gwei;
constexpr unsigned all_flags = 7;

/// Takes a penalty from a balance that stops at 0; tells what was not taken.
std::uint64_t take(std::uint64_t& balance_gwei, std::uint64_t penalty_gwei) {
  const std::uint64_t taken = std::min(balance_gwei, penalty_gwei);
  balance_gwei -= taken;
  return penalty_gwei - taken;
}

void note_not_taken(DutyBooks& books, std::size_t validator, Component component,
                    std::uint64_t not_taken_gwei) {
  if (not_taken_gwei == 0) return;
  books.saturations.push_back({static_cast<std::uint32_t>(validator), component, not_taken_gwei});
}

/// Duties of one validator by the formulas.
void book_one(const DutyRates& rates, const DutyColumns& columns, std::size_t i, DutyBooks& books) {
  constexpr Component components[] = {Component::source, Component::target, Component::head};
  const std::uint64_t effective = columns.effective_gwei[i];
  std::uint64_t& balance = columns.balances_gwei[i];
  for (std::size_t flag = 0; flag < flag_count; ++flag) {
    if ((columns.flags[i] >> flag & 1) != 0) {
      balance += rates.reward(effective, flag);
    } else {
      note_not_taken(books, i, components[flag], take(balance, rates.penalty(effective, flag)));
    }
  }
  if ((columns.flags[i] >> timely_target & 1) != 0) return;
  const std::uint64_t penalty = rates.inactivity_penalty(effective, columns.scores[i]);
  if (penalty == 0) return;
  if (books.inactivity_gwei.empty()) books.inactivity_gwei.resize(columns.flags.size());
  books.inactivity_gwei[i] = -static_cast<std::int64_t>(penalty);
  note_not_taken(books, i, Component::inactivity, take(balance, penalty));
}

/// Sum of what one effective balance gets, by its three flags, and what it can lose at most.
struct NetAmounts {
  std::int64_t net_gwei[all_flags + 1];
  std::uint64_t most_lost_gwei;
};

NetAmounts net_of(const DutyAmounts& amounts) {
  NetAmounts out{};
  for (unsigned flags = 0; flags <= all_flags; ++flags) {
    for (std::size_t flag = 0; flag < flag_count; ++flag) {
      out.net_gwei[flags] +=
          (flags >> flag & 1) != 0 ? amounts.reward_gwei[flag] : -amounts.penalty_gwei[flag];
    }
  }
  for (const std::int64_t penalty : amounts.penalty_gwei) {
    out.most_lost_gwei += static_cast<std::uint64_t>(penalty);
  }
  return out;
}

}  // namespace

std::uint64_t DutyRates::base_reward(std::uint64_t effective_gwei) const {
  return effective_gwei / increment_gwei * base_reward_per_increment_gwei;
}

std::uint64_t DutyRates::reward(std::uint64_t effective_gwei, std::size_t flag) const {
  if (leak) return 0;
  const std::uint64_t numerator =
      base_reward(effective_gwei) * flag_weights[flag] * flag_increments[flag];
  return numerator / (active_increments * weight_denominator);
}

std::uint64_t DutyRates::penalty(std::uint64_t effective_gwei, std::size_t flag) const {
  if (flag == timely_head) return 0;
  return base_reward(effective_gwei) * flag_weights[flag] / weight_denominator;
}

std::uint64_t DutyRates::inactivity_penalty(std::uint64_t effective_gwei,
                                            std::uint64_t score) const {
  const auto numerator = static_cast<unsigned __int128>(effective_gwei) * score;
  return static_cast<std::uint64_t>(numerator / inactivity_denominator);
}

std::vector<DutyAmounts> duty_amounts(const DutyRates& rates) {
  std::vector<DutyAmounts> out(max_increments + 1);
  for (std::size_t increments = 0; increments <= max_increments; ++increments) {
    for (std::size_t flag = 0; flag < flag_count; ++flag) {
      const std::uint64_t effective = increments * increment_gwei;
      out[increments].reward_gwei[flag] = static_cast<std::int64_t>(rates.reward(effective, flag));
      out[increments].penalty_gwei[flag] =
          static_cast<std::int64_t>(rates.penalty(effective, flag));
    }
  }
  return out;
}

DutyBooks book_duties(const DutyRates& rates, std::span<const DutyAmounts> amounts,
                      const DutyColumns& columns) {
  std::vector<NetAmounts> nets;
  nets.reserve(amounts.size());
  for (const DutyAmounts& of : amounts) nets.push_back(net_of(of));
  DutyBooks books;
  for (std::size_t i = 0; i < columns.flags.size(); ++i) {
    const unsigned flags = columns.flags[i];
    if ((flags & DutyBooking::eligible_bit) == 0) continue;
    const NetAmounts& net = nets[columns.effective_gwei[i] / increment_gwei];
    const bool no_inactivity = columns.scores[i] == 0 || (flags >> timely_target & 1) != 0;
    if (no_inactivity && columns.balances_gwei[i] >= net.most_lost_gwei) {
      columns.balances_gwei[i] += static_cast<std::uint64_t>(net.net_gwei[flags & all_flags]);
    } else {
      book_one(rates, columns, i, books);
    }
  }
  return books;
}

DutyBooks book_duties_plain(const DutyRates& rates, const DutyColumns& columns) {
  DutyBooks books;
  for (std::size_t i = 0; i < columns.flags.size(); ++i) {
    if ((columns.flags[i] & DutyBooking::eligible_bit) != 0) book_one(rates, columns, i, books);
  }
  return books;
}

}  // namespace apsis
