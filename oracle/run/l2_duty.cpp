// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/l2_duty.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/hex.hpp"
#include "oracle/price/l2_turn.hpp"
#include "oracle/run/duty_round.hpp"

namespace apsis {

namespace {

/// The contract's name in the table of functions.
const char* contract_of(L2MessengerKind kind) {
  switch (kind) {
    case L2MessengerKind::arbitrum:
      return "L2ArbitrumMessenger";
    case L2MessengerKind::zksync:
      return "L2ZkSyncMessenger";
    case L2MessengerKind::scroll:
      return "L2ScrollMessenger";
    case L2MessengerKind::plain:
      break;
  }
  return "L2Messenger";
}

AbiValue::List inputs_of(L2MessengerKind kind, const uint256& max_fee_wei) {
  switch (kind) {
    case L2MessengerKind::arbitrum:
      return {arbitrum_submission_cost(max_fee_wei), arbitrum_gas_limit, arbitrum_gas_price_wei};
    case L2MessengerKind::zksync:
      return {zksync_gas_limit, zksync_gas_per_pubdata};
    case L2MessengerKind::scroll:
      return {scroll_gas_limit};
    case L2MessengerKind::plain:
      break;
  }
  return {};
}

/// The network's messenger of a row; nothing if it has none.
std::optional<L2Place> place_of(const L2Messenger& row, const Network& network) {
  L2Place out{std::string(row.name), row.kind, {}, {}};
  if (network.has_l2_messengers) {
    out.messenger = array_from_hex<20>(row.address).value_or(Bytes20{});
    out.fee_estimator = array_from_hex<20>(scroll_fee_estimator).value_or(Bytes20{});
    return out;
  }
  const auto found = network.l2_messengers.find(row.name);
  if (found == network.l2_messengers.end()) return std::nullopt;
  out.messenger = found->second;
  out.fee_estimator = network.scroll_fee_estimator.value_or(Bytes20{});
  return out;
}

bool is_our_turn(const DutyTools& tools, const Moment& moment) {
  const auto& members = moment.membership.members;
  const auto ours = std::ranges::find_if(
      members, [&](const OracleMember& member) { return member.address == tools.voter; });
  if (ours == members.end() || members.size() > max_turn_members) return false;
  return member_of_turn(moment.state.block.number, members.size()) ==
         static_cast<std::uint64_t>(ours - members.begin());
}

}  // namespace

Expected<std::vector<L2Place>> l2_places(std::string_view switched_on, const Network& network) {
  std::vector<L2Place> out;
  if (switched_on == "none") return out;
  if (switched_on == "all") {
    for (const L2Messenger& row : mainnet_l2_messengers())
      if (auto place = place_of(row, network)) out.push_back(std::move(*place));
    return out;
  }
  std::stringstream names{std::string(switched_on)};
  for (std::string name; std::getline(names, name, ',');) {
    const L2Messenger* row = find_l2_messenger(name);
    auto place = row == nullptr ? std::nullopt : place_of(*row, network);
    if (!place)
      return fail(ErrorKind::usage, network.name + " has no messenger " + name, "--l2",
                  "give all, none, or names as --help lists them");
    out.push_back(std::move(*place));
  }
  if (out.empty()) return fail(ErrorKind::usage, "names no messenger", "--l2", "give all or none");
  return out;
}

Expected<void> L2Duty::ask(const DutyTools& tools, const Moment& moment, DutyReport& report) {
  std::vector<ContractCall> calls;
  for (const L2Place& place : places_)
    calls.push_back(make_call(place.messenger, contract_of(place.kind), "rateStale"));
  const auto answers = tools.reader.try_call(calls, moment.state.block.hash);
  if (!answers) return std::unexpected(answers.error());
  stale_.clear();
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Expected<AbiValue>& answer = (*answers)[i];
    if (answer)
      stale_[places_[i].name] = answer->flag();
    else
      add_text(report, places_[i].name + ": " + answer.error().text());
  }
  return {};
}

Expected<const Submission*> L2Duty::message(const DutyTools& tools, const Moment& moment,
                                            const L2Place& place) {
  const auto known = messages_.find(place.name);
  if (known != messages_.end()) return &known->second;
  const BlockHeader& block = moment.state.block;
  const std::optional<Fees> fees = first_fees(block.base_fee_wei, fees_);
  if (!fees)
    return fail(ErrorKind::invalid, "the base fee is above the cap of fees", place.name,
                "wait, or raise --max-fee-gwei");
  uint256 scroll_fee = 0;
  if (place.kind == L2MessengerKind::scroll) {
    const auto asked =
        tools.reader.call_one(make_call(place.fee_estimator, "ScrollFeeEstimator",
                                        "estimateCrossDomainMessageFee", {scroll_gas_limit}),
                              block.hash);
    if (!asked) return std::unexpected(asked.error());
    scroll_fee = asked->number();
  }
  const char* contract = contract_of(place.kind);
  Expected<Bytes> calldata = encode_call(contract_function(contract, "submitRate"),
                                         inputs_of(place.kind, fees->max_fee_wei));
  if (!calldata) return std::unexpected(calldata.error());
  Submission out;
  out.duty = std::string(l2_duty_prefix) + place.name;
  out.subject = turn_;
  out.contract = contract;
  out.address = place.messenger;
  out.calldata = std::move(*calldata);
  out.value_wei = l2_message_value(place.kind, fees->max_fee_wei, scroll_fee);
  out.summary = fmt::format("the rate of rETH, with {} wei", out.value_wei.str());
  const std::uint64_t blocks_left = blocks_per_turn - block.number % blocks_per_turn;
  out.deadline = block.timestamp + blocks_left * moment.clock.seconds_per_slot;
  out.expires = out.deadline;
  return &messages_.emplace(place.name, std::move(out)).first->second;
}

Expected<DutyReport> L2Duty::step(const DutyTools& tools, const Moment& moment) {
  DutyReport report;
  // The official client looks at messengers within its duty of prices.
  if (is_voting_off(moment, moment.state.prices_enabled)) {
    report.state = DutyState::off;
    return report;
  }
  const std::uint64_t turn = moment.state.block.number / blocks_per_turn;
  if (turn != turn_) messages_.clear();
  turn_ = turn;
  if (const auto asked = ask(tools, moment, report); !asked) return std::unexpected(asked.error());
  if (!is_our_turn(tools, moment)) return report;
  report.subject = turn;
  for (const L2Place& place : places_) {
    const auto stale = stale_.find(place.name);
    if (stale == stale_.end() || !stale->second) continue;
    const auto wanted = message(tools, moment, place);
    if (!wanted) {
      add_text(report, place.name + ": " + wanted.error().text());
      continue;
    }
    const Expected<std::string> outcome = tools.cast(**wanted);
    if (!outcome) return std::unexpected(outcome.error());
    report.state = DutyState::voting;
    add_text(report, outcome->empty() ? "" : place.name + " " + *outcome);
  }
  return report;
}

}  // namespace apsis
