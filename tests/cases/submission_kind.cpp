// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "oracle/balances/rate_clamp.hpp"
#include "oracle/duties/vote_keys.hpp"
#include "oracle/duties/vote_target.hpp"
#include "tests/cases/golden_chain.hpp"
#include "tests/cases/golden_differences.hpp"
#include "tests/cases/vote_vector_kinds.hpp"

namespace apsis {

namespace {

using nlohmann::json;

PriceVote price_vote_of(const json& vote) {
  return {golden_u64(vote.at("block")), golden_u64(vote.at("slot_timestamp")),
          golden_u256(vote.at("rpl_price"))};
}

BalancesVote balances_vote_of(const json& vote) {
  return {golden_u64(vote.at("block")), golden_u64(vote.at("slot_timestamp")),
          golden_u256(vote.at("total_eth")), golden_u256(vote.at("staking_eth")),
          golden_u256(vote.at("reth_supply"))};
}

/// Keys of what is on chain already.
template <class VoteOf, class KeyOf>
std::set<Bytes32> keys_of(const json& in, VoteOf vote_of, KeyOf key_of) {
  const Bytes20 member = golden_address(in.at("oracle_address"));
  std::set<Bytes32> out;
  for (const json& vote : in.at("already_voted")) out.insert(key_of(member, vote_of(vote)));
  return out;
}

/// Whether something is submitted, and is wanted to be.
bool both_submit(const json& expected, bool found, GoldenDifferences& out) {
  const bool wanted = !expected.at("submit").is_null();
  if (wanted != found) out.add(found ? "submits, but should not" : "does not submit, but should");
  return wanted && found;
}

void check_balances(const json& in, const json& expected, GoldenDifferences& out) {
  const BalancesVoteInputs inputs{.enabled = in.at("enabled").get<bool>(),
                                  .head_block = golden_u64(in.at("head_el_block")),
                                  .target = golden_target_inputs(in)};
  const auto target = balances_vote_target(inputs, golden_blocks(in));
  if (expected.contains("error")) {
    if (target) out.add("a target came out, but the official client stops");
    return;
  }
  if (!target) return out.add(target.error().text());
  if (!*target) return void(both_submit(expected, false, out));
  const uint256 total = golden_u256(in.at("total_eth_at_target"));
  const uint256 staking = golden_u256(in.at("staking_eth_at_target"));
  const uint256 supply = golden_u256(in.at("reth_supply_at_target"));
  const auto rate = clamp_rate(int256(total), supply, golden_u256(in.at("head_reth_exchange_rate")),
                               golden_u256(in.at("max_reth_delta")));
  if (!rate) return out.add(rate.error().text());
  const uint256 clamped(rate->total_wei);
  const BalancesVote vote{(*target)->block, (*target)->slot_timestamp, clamped,
                          std::min(staking, clamped), supply};
  const auto voted = keys_of(in, balances_vote_of, balances_vote_key);
  const Bytes20 member = golden_address(in.at("oracle_address"));
  if (!both_submit(expected, !voted.contains(balances_vote_key(member, vote)), out)) return;
  const json& wanted = expected.at("submit");
  out.compare(wanted, "block", std::to_string(vote.block));
  out.compare(wanted, "slot_timestamp", std::to_string(vote.slot_timestamp));
  out.compare(wanted, "state_slot", std::to_string((*target)->slot));
  out.compare(wanted, "total_eth", to_decimal(vote.total_eth));
  out.compare(wanted, "staking_eth", to_decimal(vote.staking_eth));
  out.compare(wanted, "reth_supply", to_decimal(vote.reth_supply));
}

void check_price(const json& in, const json& expected, GoldenDifferences& out) {
  const auto voted = keys_of(in, price_vote_of, price_vote_key);
  const Bytes20 member = golden_address(in.at("oracle_address"));
  PriceVoteInputs inputs{.enabled = in.at("enabled").get<bool>(),
                         .head_block = golden_u64(in.at("head_el_block")),
                         .target = golden_target_inputs(in),
                         .last_slot_timestamp = std::nullopt};
  if (in.at("prices_updated_event_found").get<bool>()) {
    inputs.last_slot_timestamp = golden_u64(in.at("prices_updated_slot_timestamp"));
    inputs.voted_for_last = voted.contains(
        price_vote_key(member, {inputs.target.last_block, *inputs.last_slot_timestamp,
                                golden_u256(in.at("on_chain_rpl_price"))}));
  }
  const auto target = price_vote_target(inputs, golden_blocks(in));
  if (expected.contains("error")) {
    if (target) out.add("a target came out, but the official client stops");
    return;
  }
  if (!target) return out.add(target.error().text());
  out.compare(expected, "l2_messages_checked", inputs.enabled ? "true" : "false");
  if (!*target) return void(both_submit(expected, false, out));
  const PriceVote vote{(*target)->block, (*target)->slot_timestamp,
                       golden_u256(in.at("rpl_price_at_target"))};
  if (!both_submit(expected, !voted.contains(price_vote_key(member, vote)), out)) return;
  const json& wanted = expected.at("submit");
  out.compare(wanted, "block", std::to_string(vote.block));
  out.compare(wanted, "slot_timestamp", std::to_string(vote.slot_timestamp));
  out.compare(wanted, "rpl_price", to_decimal(vote.rpl_price));
}

}  // namespace

bool claims_submission_decision(const CasePath& path) {
  return path.has_key("vectors") && has_format(path, "submission-decision-vectors/1");
}

void run_submission_decision(const CasePath& path, CaseReport& report) {
  run_vectors(path, report, [](const json& vector, GoldenDifferences& out) {
    if (vector.at("task") == "prices")
      check_price(vector.at("inputs"), vector.at("expected"), out);
    else
      check_balances(vector.at("inputs"), vector.at("expected"), out);
  });
}

}  // namespace apsis
