// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/fee_policy.hpp"

#include <algorithm>

namespace apsis {

namespace {

constexpr std::uint64_t slot_seconds = 12;
constexpr std::uint64_t longest_patience_seconds = 600;

/// An eighth more, and at least one wei: nodes ask for a tenth.
uint256 eighth_more(const uint256& fee) {
  return fee + fee / 8 + 1;
}

}  // namespace

std::optional<Fees> first_fees(const uint256& base_fee_wei, const FeeRules& rules) {
  if (base_fee_wei >= rules.max_fee_cap_wei) return std::nullopt;
  const uint256 wanted = base_fee_wei * 2 + rules.priority_fee_wei;
  const uint256 max_fee = std::min(wanted, rules.max_fee_cap_wei);
  return Fees{std::min(rules.priority_fee_wei, max_fee), max_fee};
}

std::optional<Fees> raised_fees(const Fees& old, const uint256& base_fee_wei,
                                const FeeRules& rules) {
  Fees out{eighth_more(old.priority_fee_wei), eighth_more(old.max_fee_wei)};
  if (out.max_fee_wei > rules.max_fee_cap_wei || out.priority_fee_wei > out.max_fee_wei)
    return std::nullopt;
  if (const std::optional<Fees> fresh = first_fees(base_fee_wei, rules)) {
    out.priority_fee_wei = std::max(out.priority_fee_wei, fresh->priority_fee_wei);
    out.max_fee_wei = std::max(out.max_fee_wei, fresh->max_fee_wei);
  }
  return out;
}

std::uint64_t patience_seconds(std::uint64_t now, std::uint64_t deadline) {
  const std::uint64_t left = deadline > now ? deadline - now : 0;
  return std::clamp(left / 4, slot_seconds, longest_patience_seconds);
}

std::uint64_t gas_limit_of(std::uint64_t estimate) {
  if (estimate >= max_transaction_gas) return max_transaction_gas;
  return std::min(estimate + estimate / 2, max_transaction_gas);
}

std::string over_cap(const uint256& cost_wei, const uint256& spent_wei, const uint256& own_part_wei,
                     const FeeRules& rules) {
  if (cost_wei > rules.cost_cap_wei)
    return "may cost " + to_decimal(cost_wei) + " wei, more than the cap of one transaction, " +
           to_decimal(rules.cost_cap_wei);
  const uint256 others = spent_wei > own_part_wei ? uint256(spent_wei - own_part_wei) : uint256(0);
  if (others + cost_wei > rules.daily_cap_wei)
    return "may cost " + to_decimal(cost_wei) + " wei beside " + to_decimal(others) +
           " of the last day, more than the day's cap, " + to_decimal(rules.daily_cap_wei);
  return {};
}

}  // namespace apsis
