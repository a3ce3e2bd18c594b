// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/fee_policy.hpp"

#include <algorithm>
#include <tuple>

#include "core/ether.hpp"

namespace apsis {

namespace {

/// What acceptance takes beyond a vote that is only counted, as measured with the contracts of
/// protocol 1.4 (rewards 518,000, balances 109,000, price 56,000), and some more.
constexpr std::uint64_t rewards_quorum_gas = 600'000;
constexpr std::uint64_t number_quorum_gas = 120'000;

constexpr std::uint64_t slot_seconds = 12;
constexpr std::uint64_t longest_patience_seconds = 600;

/// An eighth more, and at least one wei: nodes ask for a tenth.
uint256 eighth_more(const uint256& fee) {
  return fee + fee / 8 + 1;
}

/// An amount in wei from a decimal number of a unit of 10^`digits` wei.
Expected<uint256> amount_of(std::string_view text, std::size_t digits, std::string_view place) {
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string number(text.substr(0, point));
  std::string part(text.substr(std::min(point + 1, text.size())));
  const bool has_part = point + 1 < text.size();
  constexpr std::size_t max_whole_digits = 12;
  const bool is_amount = !number.empty() && number.size() <= max_whole_digits &&
                         part.size() <= digits && (point == text.size() || has_part);
  part.resize(digits, '0');
  const auto wei = is_amount ? uint256_from_decimal(number + part) : std::nullopt;
  const uint256 most = one_eth * 1000;
  if (!wei || *wei > most)
    return fail(ErrorKind::usage, "is no amount from 0 to a thousand ETH: " + std::string(text),
                std::string(place), "give a number like 1.5");
  return *wei;
}

}  // namespace

Expected<FeeRules> read_fee_rules(const FeeTexts& texts) {
  FeeRules out;
  for (const auto& [text, digits, place, into] :
       {std::tuple{texts.priority_fee_gwei, 9, "--tip-gwei", &out.priority_fee_wei},
        std::tuple{texts.max_fee_cap_gwei, 9, "--max-fee-gwei", &out.max_fee_cap_wei},
        std::tuple{texts.cost_cap_eth, 18, "--max-transaction-eth", &out.cost_cap_wei},
        std::tuple{texts.daily_cap_eth, 18, "--max-daily-spend-eth", &out.daily_cap_wei},
        std::tuple{texts.l2_daily_cap_eth, 18, "--l2-max-daily-spend-eth",
                   &out.l2_daily_cap_wei}}) {
    const Expected<uint256> amount = amount_of(text, static_cast<std::size_t>(digits), place);
    if (!amount) return std::unexpected(amount.error());
    *into = *amount;
  }
  if (out.max_fee_cap_wei == 0 || out.cost_cap_wei == 0 || out.daily_cap_wei < out.cost_cap_wei)
    return fail(ErrorKind::usage, "nothing could ever be sent, or less than one transaction a day",
                "--max-fee-gwei, --max-transaction-eth, --max-daily-spend-eth", "raise them");
  return out;
}

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

std::uint64_t gas_limit_of(std::uint64_t estimate, std::string_view duty) {
  std::uint64_t quorum_gas = 0;
  if (duty == "rewards") quorum_gas = rewards_quorum_gas;
  if (duty == "balances" || duty == "price") quorum_gas = number_quorum_gas;
  return std::min(gas_limit_of(estimate) + quorum_gas, max_transaction_gas);
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
