// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "bench/benches.hpp"
#include "core/ether.hpp"
#include "oracle/balances/balances_report.hpp"
#include "oracle/interval/approximate_share.hpp"
#include "oracle/state/snapshot_reader.hpp"

namespace apsis {
namespace {

constexpr double compute_floor_ms = 1000;
constexpr int runs = 3;
/// A network for two million validators on the beacon chain.
constexpr std::size_t full_size = 2'000'000;
constexpr std::size_t full_nodes = 4'200;
constexpr std::size_t minipools_a_node = 10;
constexpr std::size_t full_megapools = 500;
constexpr std::size_t validators_a_megapool = 12;

constexpr const char* head_text = R"({{"format":"apsis-network-snapshot/1","network":"mainnet",
"chain":{{"genesis_time":1606824023,"seconds_per_slot":12,"slots_per_epoch":32}},
"interval":{{"index":50,"intervals_passed":1,"length_seconds":2419200,"first_slot":12800000,
"last_slot":13000031,"consensus_start_slot":12800000,"consensus_end_slot":13000020,
"execution_start_block":100,"execution_end_block":200000,"execution_end_time":1762824263}},
"rpl":{{"price":"5000000000000000","pending_rewards":"0","node_share":"700000000000000000",
"oracle_dao_share":"20000000000000000","protocol_dao_share":"280000000000000000"}},
"smoothing_pool_balance":"500000000000000000000","pending_voter_share":"1000000000000000000",
"megapool_shares":{{"node":"50000000000000000","voter":"90000000000000000","protocol_dao":"0"}},
"funds":{{"deposit_pool_user_balance":"1000000000000000000000","reth_contract_balance":"7",
"reth_supply":"900000000000000000000000","reduced_bond":"4000000000000000000",
"head_exchange_rate":"1150000000000000000","max_rate_change":"1000000000000000000"}},
"nodes":[)";

constexpr const char* node_text = R"({{"address":"0x{:040x}","registration_time":1700000000,
"reward_network":0,"legacy_rpl":"2400000000000000000000","megapool_rpl":"100000000000000000000",
"megapool_bonded":"48000000000000000000","in_smoothing_pool":true,
"smoothing_pool_change_time":1700000000,"funds":{{"deposit_credit":"1000000000000000000",
"distributor_balance":"300000000000000000","collateral_ratio":"4000000000000000000"}},)";

constexpr const char* beacon_text = R"("beacon":{{"index":{},"status":"active_ongoing",
"activation_epoch":1000,"exit_epoch":"18446744073709551615",
"withdrawable_epoch":"18446744073709551615","balance":32012345678}})";

constexpr const char* minipool_text = R"({{"address":"0x{:040x}","pubkey":"0x{:096x}",
"status":"staking","status_time":1700000000,"node_fee":"140000000000000000",
"bond":"8000000000000000000","user_deposit":"24000000000000000000","penalties":0,
"funds":{{"balance":"20000000000000000","refund":"0","deposit_type":"variable",
"delegate_version":3,"vacant":false,"finalised":false,"penalty_rate":0}},)";

constexpr const char* megapool_text = R"("megapool":{{"address":"0x{:040x}",
"node_bond":"48000000000000000000","user_capital":"336000000000000000000","active_validators":{},
"funds":{{"pending_rewards":"100000000000000000","last_distribution_time":1760000000,
"split":{{"capital_ratio":"125000000000000000","voter_share":"90000000000000000",
"protocol_dao_share":"0","reth_share":"860000000000000000"}}}},"validators":[)";

constexpr const char* validator_text = R"({{"pubkey":"0x{:096x}","flags":["staked"],
"requested_value_milli_eth":32000,"requested_bond_milli_eth":4000,
"deposit_value_milli_eth":32000,)";

/// Writes nodes one after the other; every address, key and index is another number.
class SnapshotWriter {
 public:
  std::string write(std::size_t nodes, std::size_t megapools) {
    out_ = fmt::format(head_text);
    for (std::size_t i = 0; i < nodes; ++i) {
      if (i > 0) out_ += ",";
      write_node(i < megapools);
    }
    return out_ + "]}";
  }

 private:
  void write_node(bool has_megapool) {
    out_ += fmt::format(node_text, ++number_) + "\"minipools\":[";
    for (std::size_t i = 0; i < minipools_a_node; ++i) {
      out_ += i > 0 ? "," : "";
      ++number_;
      out_ += fmt::format(minipool_text, number_, number_) + fmt::format(beacon_text, number_);
      out_ += "}";
    }
    out_ += "]";
    if (has_megapool) write_megapool();
    out_ += "}";
  }
  void write_megapool() {
    out_ += "," + fmt::format(megapool_text, ++number_, validators_a_megapool);
    for (std::size_t i = 0; i < validators_a_megapool; ++i) {
      out_ += i > 0 ? "," : "";
      ++number_;
      out_ += fmt::format(validator_text, number_) + fmt::format(beacon_text, number_) + "}";
    }
    out_ += "]}";
  }

  std::string out_;
  std::uint64_t number_ = 0;
};

/// A snapshot text to a report, as `balances compute` does it.
Expected<BalanceTerms> compute_from_text(const std::string& text, std::string& report) {
  const Expected<NetworkSnapshot> snapshot = read_network_snapshot(text);
  if (!snapshot) return std::unexpected(snapshot.error());
  const Expected<uint256> share = approximate_staker_share(*snapshot, ruleset_v11);
  if (!share) return std::unexpected(share.error());
  const Expected<BalancesResult> result = compute_balances(*snapshot, int256(*share));
  if (!result) return std::unexpected(result.error());
  report = write_balances_report(*snapshot, *result);
  return result->balances.terms;
}

}  // namespace

Expected<void> bench_balances(const BenchSize& size, BenchReport& report) {
  const auto scaled = [&](std::size_t full) {
    return std::max<std::size_t>(2, full * std::min(size.validators, full_size) / full_size);
  };
  const std::size_t nodes = scaled(full_nodes);
  const std::size_t megapools = std::min(nodes, scaled(full_megapools));
  const std::string text = SnapshotWriter().write(nodes, megapools);
  Expected<BalanceTerms> terms = BalanceTerms{};
  std::string written;
  const double ms = best_ms(runs, [&] { terms = compute_from_text(text, written); });
  if (!terms) return std::unexpected(terms.error());
  report.figure(fmt::format("balances of {} minipools and {} megapool validators",
                            nodes * minipools_a_node, megapools * validators_a_megapool),
                ms, "ms", compute_floor_ms);
  report.figure("  snapshot", static_cast<double>(text.size()) / 1e6, "MB");
  report.figure("  report", static_cast<double>(written.size()) / 1e6, "MB");
  // 32.032345678 ETH: a quarter of the income is the node's, and 14 % of the rest.
  const int256 one_minipool = int256("24020862962310000000");
  report.expect("users' part of all minipools",
                terms->minipools == one_minipool * (nodes * minipools_a_node));
  return {};
}

}  // namespace apsis
