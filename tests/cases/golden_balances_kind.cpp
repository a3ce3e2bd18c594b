// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/golden_balances_kind.hpp"

#include <cstdlib>

#include "core/hex.hpp"
#include "oracle/balances/network_balances.hpp"
#include "oracle/duties/vote_keys.hpp"
#include "oracle/interval/approximate_share.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "tests/cases/golden_balances_input.hpp"
#include "tests/cases/golden_chain.hpp"
#include "tests/cases/golden_differences.hpp"
#include "tests/cases/golden_snapshot_file.hpp"

namespace apsis {

namespace {

using nlohmann::json;

void compare_terms(const json& expected, const BalanceTerms& terms, GoldenDifferences& out) {
  out.compare(expected, "deposit_pool", terms.deposit_pool.str());
  out.compare(expected, "node_credit_balance", terms.node_credit.str());
  out.compare(expected, "minipools_total", terms.minipools.str());
  out.compare(expected, "minipools_staking", terms.minipools_staking.str());
  out.compare(expected, "megapools_user_share_total", terms.megapools.str());
  out.compare(expected, "megapools_staking", terms.megapools_staking.str());
  out.compare(expected, "distributor_share_total", terms.distributors.str());
  out.compare(expected, "smoothing_pool_share", terms.smoothing_pool.str());
  out.compare(expected, "reth_contract", terms.reth_contract.str());
  out.compare(expected, "reth_supply", terms.reth_supply.str());
  out.compare(expected, "total_eth_before_clamp", terms.total().str());
  out.compare(expected, "staking_eth_before_limit", terms.staking().str());
}

void compare_count(const json& expected, std::size_t found, const char* what,
                   GoldenDifferences& out) {
  if (expected.size() != found)
    out.add(fmt::format("{} {} instead of {}", found, what, expected.size()));
}

/// The expected entry of an address; null, with a difference, if there is none.
const json* entry_of(const json& expected, const Bytes20& address, GoldenDifferences& out) {
  const std::string key = to_hex(address);
  if (expected.contains(key)) return &expected.at(key);
  out.add(key + " is not among the expected");
  return nullptr;
}

void compare_minipools(const json& expected, const NetworkBalances& found, GoldenDifferences& out) {
  compare_count(expected, found.minipools.size(), "minipools", out);
  for (const MinipoolBalance& minipool : found.minipools) {
    const json* wanted = entry_of(expected, minipool.minipool->address, out);
    if (wanted == nullptr) continue;
    out.compare(*wanted, "user_balance", minipool.user_balance.str());
    out.compare(*wanted, "is_staking", minipool.is_staking ? "true" : "false");
  }
}

void compare_megapools(const json& expected, const NetworkBalances& found, GoldenDifferences& out) {
  compare_count(expected, found.megapools.size(), "megapools", out);
  for (const MegapoolBalance& megapool : found.megapools) {
    const json* wanted = entry_of(expected, megapool.megapool->address, out);
    if (wanted == nullptr) continue;
    out.compare(*wanted, "beacon_balance_total", megapool.beacon_balance.str());
    out.compare(*wanted, "user_capital", megapool.megapool->user_capital.str());
    out.compare(*wanted, "reth_rewards", megapool.reth_rewards.str());
    out.compare(*wanted, "staking_balance", megapool.staking.str());
    if (wanted->contains("calculate_rewards_amount"))
      out.compare(*wanted, "calculate_rewards_amount", megapool.rewards.str());
  }
}

void compare_nodes(const json& expected, const NetworkBalances& found, GoldenDifferences& out) {
  compare_count(expected, found.nodes.size(), "nodes", out);
  for (const NodeBalance& node : found.nodes) {
    const json* wanted = entry_of(expected, node.node->address, out);
    if (wanted == nullptr) continue;
    out.compare(*wanted, "average_node_fee", node.average_fee.str());
    out.compare(*wanted, "distributor_balance_user_eth", node.distributor_share.str());
  }
}

void compare_rate(const json& expected, const ClampedRate& rate, GoldenDifferences& out) {
  out.compare(expected, "ratio_before_clamp", rate.ratio_before_wei.str());
  out.compare(expected, "ratio_after_clamp", rate.ratio_after_wei.str());
  out.compare(expected, "head_rate_as_wei", rate.head_rate_wei.str());
  if (std::stod(expected.at("ratio_float").get<std::string>()) != rate.ratio)
    out.add("ratio_float differs");
  if (std::stod(expected.at("head_rate_float").get<std::string>()) != rate.head_rate)
    out.add("head_rate_float differs");
}

void compare_submission(const json& expected, const BalancesSubmission& found,
                        GoldenDifferences& out) {
  out.compare(expected, "block", std::to_string(found.block));
  out.compare(expected, "slot_timestamp", std::to_string(found.slot_timestamp));
  out.compare(expected, "total_eth", found.total_eth.str());
  out.compare(expected, "staking_eth", found.staking_eth.str());
  out.compare(expected, "reth_supply", found.reth_supply.str());
  if (expected.contains("exchange_rate"))
    out.compare(expected, "exchange_rate", submitted_rate(found).str());
}

/// Calldata and vote keys; a submission that no contract takes has none, and is refused.
void compare_vote(const json& golden, const BalancesSubmission& found, GoldenDifferences& out) {
  const json& expected = golden.at("expected").at("submission");
  const Expected<Bytes> calldata = balances_calldata(found);
  if (!expected.contains("calldata")) {
    if (calldata) out.add("calldata was made, but the official client makes none");
    return;
  }
  if (!calldata) return out.add(calldata.error().text());
  out.compare(expected, "calldata", to_hex(*calldata));
  const Bytes20 member = golden_address(golden.at("inputs").at("oracle_address"));
  const BalancesVote vote{found.block, found.slot_timestamp, uint256(found.total_eth),
                          uint256(found.staking_eth), found.reth_supply};
  out.compare(expected, "storage_key_exact", to_hex(balances_vote_key(member, vote)));
  out.compare(expected, "storage_key_any_for_block",
              to_hex(balances_block_key(member, found.block)));
}

/// The share that the case gives, else the approximation.
Expected<int256> pool_share(const json& golden, const NetworkSnapshot& snapshot) {
  const json& pool = golden.at("inputs").at("smoothing_pool");
  if (pool.at("mode") == "given") return int256(pool.at("share").get<std::string>());
  const Expected<uint256> share = approximate_staker_share(snapshot, ruleset_v11);
  if (!share) return std::unexpected(share.error());
  return int256(*share);
}

}  // namespace

bool claims_golden_balances(const CasePath& path) {
  return path.has_key("corners") && has_format(path, "network-balances-case/1");
}

void run_golden_balances(const CasePath& path, CaseReport& report) {
  const std::string name = path.path().string();
  const Expected<std::string> text = read_case_file(path.path());
  if (!text) return report.fail(name, text.error().text());
  const json golden = json::parse(*text);
  const json& expected = golden.at("expected");
  const Expected<NetworkSnapshot> snapshot =
      read_network_snapshot(golden_balances_snapshot_text(golden));
  if (!snapshot) return report.fail(name, "snapshot: " + snapshot.error().text());
  if (const std::string problem = snapshot_file_problem(*snapshot); !problem.empty())
    return report.fail(name, problem);
  const Expected<int256> share = pool_share(golden, *snapshot);
  const Expected<BalancesResult> result =
      share ? compute_balances(*snapshot, *share)
            : Expected<BalancesResult>(std::unexpected(share.error()));
  if (expected.contains("error") || expected.contains("panic")) {
    if (!result && result.error().kind == ErrorKind::invalid) return report.pass();
    return report.fail(
        name, result ? "a report was made, but the official client stops" : result.error().text());
  }
  if (!result) return report.fail(name, result.error().text());
  GoldenDifferences differences;
  compare_terms(expected, result->balances.terms, differences);
  compare_minipools(expected.at("minipools"), result->balances, differences);
  compare_megapools(expected.at("megapools"), result->balances, differences);
  compare_nodes(expected.at("nodes"), result->balances, differences);
  compare_rate(expected, result->rate, differences);
  compare_submission(expected.at("submission"), result->submission, differences);
  compare_vote(golden, result->submission, differences);
  differences.report_to(report, name);
}

}  // namespace apsis
