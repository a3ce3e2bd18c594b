// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>

#include "core/ops/option.hpp"

namespace apsis {

/// The options of `run` and `check`, and of what else asks the nodes of a chain.
inline constexpr std::array<OptionSpec, 16> duty_options = {{
    {.key = "oracle.archive",
     .flag = "--archive",
     .value = "URL[,URL]",
     .commands = "run|check|snapshot take",
     .help = "Execution nodes that keep old states, asked when the others have dropped one."},
    {.key = "oracle.beacon",
     .flag = "--beacon",
     .value = "URL[,URL]",
     .commands = "run|check|snapshot take",
     .help =
         "The beacon node: finality, blocks of slots, its events. Of two the first tells these; "
         "both tell the validators that the database does not, and are compared."},
    {.key = "oracle.snapshots",
     .flag = "--snapshots",
     .value = "DIR",
     .fallback = "./snapshots",
     .commands = "run|check",
     .help = "Network snapshots to compute balances from: snapshot-BLOCK.json."},
    {.key = "oracle.take",
     .flag = "--take",
     .kind = OptionKind::choice,
     .value = "on|off",
     .fallback = "on",
     .commands = "run",
     .help = "Whether it takes the network snapshots of its targets itself, into the database."},
    {.key = "oracle.trees",
     .flag = "--trees",
     .value = "DIR",
     .commands = "run",
     .help = "Rewards files to vote for, when the database has no complete tree."},
    {.flag = "--slot",
     .kind = OptionKind::count,
     .value = "N",
     .commands = "snapshot take",
     .help = "The slot whose state is read: its last execution block up to there; else the head."},
    {.flag = "--block",
     .kind = OptionKind::count,
     .value = "N",
     .commands = "snapshot take",
     .help = "The execution block to read at."},
    {.flag = "--again",
     .kind = OptionKind::toggle,
     .fallback = "false",
     .commands = "snapshot take",
     .help = "Take it even if one of this block is stored."},
    {.flag = "--arm",
     .kind = OptionKind::toggle,
     .fallback = "false",
     .commands = "run",
     .help = "Sign and send votes; without it they are only computed, simulated and shown."},
    {.key = "oracle.max_fee_gwei",
     .flag = "--max-fee-gwei",
     .value = "GWEI",
     .fallback = "200",
     .commands = "run|check",
     .help = "The most to pay for a unit of gas, ever; fees rise towards it as a deadline nears."},
    {.key = "oracle.tip_gwei",
     .flag = "--tip-gwei",
     .value = "GWEI",
     .fallback = "1",
     .commands = "run|check",
     .help = "What the proposer gets for a unit of gas at first; it rises with the fees."},
    {.key = "oracle.max_transaction_eth",
     .flag = "--max-transaction-eth",
     .value = "ETH",
     .fallback = "0.05",
     .commands = "run|check",
     .help = "The most that one transaction may cost."},
    {.key = "oracle.max_daily_spend_eth",
     .flag = "--max-daily-spend-eth",
     .value = "ETH",
     .fallback = "0.2",
     .commands = "run|check",
     .help = "The most that all transactions of 24 hours may cost; what is beyond it waits."},
    {.key = "oracle.l2",
     .flag = "--l2",
     .value = "all|none|NAME[,NAME]",
     .fallback = "all",
     .commands = "run|check",
     .help =
         "Messengers that take the rETH rate to other chains, in this member's turns: optimism, "
         "polygon, arbitrum-v1, arbitrum-v2, zksync-era, base, scroll."},
    {.key = "oracle.l2_max_daily_spend_eth",
     .flag = "--l2-max-daily-spend-eth",
     .value = "ETH",
     .fallback = "0.1",
     .commands = "run|check",
     .help = "The most of the day's spending that may go to messages to other chains."},
    {.key = "oracle.unusual",
     .flag = "--unusual",
     .kind = OptionKind::choice,
     .value = "hold|vote",
     .fallback = "hold",
     .commands = "run",
     .help = "Whether a rate that is more than three deviations off the usual holds the vote."},
}};

/// Two tables as one.
template <std::size_t A, std::size_t B>
constexpr std::array<OptionSpec, A + B> joined(const std::array<OptionSpec, A>& first,
                                               const std::array<OptionSpec, B>& second) {
  std::array<OptionSpec, A + B> out{};
  std::ranges::copy(second, std::ranges::copy(first, out.begin()).out);
  return out;
}

}  // namespace apsis
