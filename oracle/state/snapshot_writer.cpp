// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_writer.hpp"

#include "core/hash/sha256.hpp"
#include "oracle/state/snapshot_names.hpp"
#include "oracle/state/snapshot_node_writer.hpp"

namespace apsis {

namespace {

void write_clock(SnapshotJson& json, const ChainClock& clock) {
  json.open("chain", '{');
  json.number("genesis_time", clock.genesis_time);
  json.number("seconds_per_slot", clock.seconds_per_slot);
  json.number("slots_per_epoch", clock.slots_per_epoch);
  json.close('}');
}

void write_interval(SnapshotJson& json, const IntervalBounds& interval) {
  json.open("interval", '{');
  json.number("index", interval.index);
  json.number("intervals_passed", interval.intervals_passed);
  json.number("length_seconds", interval.length_seconds);
  json.number("first_slot", interval.first_slot);
  json.number("last_slot", interval.last_slot);
  json.number("consensus_start_slot", interval.consensus_start_slot);
  json.number("consensus_end_slot", interval.consensus_end_slot);
  json.number("end_time_slot", interval.end_time_slot);
  json.number("execution_start_block", interval.execution_start_block);
  json.number("execution_end_block", interval.execution_end_block);
  json.number("execution_end_time", interval.execution_end_time);
  if (interval.contract_start_time)
    json.number("contract_start_time", *interval.contract_start_time);
  if (interval.contract_end_time) json.number("contract_end_time", *interval.contract_end_time);
  json.close('}');
}

void write_rpl(SnapshotJson& json, const RplInputs& rpl) {
  json.open("rpl", '{');
  json.amount("price", rpl.price);
  json.amount("pending_rewards", rpl.pending_rewards);
  json.amount("node_share", rpl.node_share);
  json.amount("oracle_dao_share", rpl.oracle_dao_share);
  json.amount("protocol_dao_share", rpl.protocol_dao_share);
  if (rpl.minimum_collateral) json.amount("minimum_collateral", *rpl.minimum_collateral);
  json.close('}');
}

void write_network_funds(SnapshotJson& json, const NetworkFunds& funds) {
  json.open("funds", '{');
  json.signed_amount("deposit_pool_user_balance", funds.deposit_pool_user_balance);
  json.amount("reth_contract_balance", funds.reth_contract_balance);
  json.amount("reth_supply", funds.reth_supply);
  json.amount("reduced_bond", funds.reduced_bond);
  json.amount("head_exchange_rate", funds.head_exchange_rate);
  json.amount("max_rate_change", funds.max_rate_change);
  if (funds.smoothing_pool_share)
    json.signed_amount("smoothing_pool_share", *funds.smoothing_pool_share);
  json.close('}');
}

void write_shares(SnapshotJson& json, const NetworkSnapshot& snapshot) {
  if (snapshot.pending_voter_share)
    json.amount("pending_voter_share", *snapshot.pending_voter_share);
  if (snapshot.megapool_shares) {
    json.open("megapool_shares", '{');
    json.amount("node", snapshot.megapool_shares->node);
    json.amount("voter", snapshot.megapool_shares->voter);
    json.amount("protocol_dao", snapshot.megapool_shares->protocol_dao);
    json.close('}');
  }
  if (snapshot.networks_enabled.empty()) return;
  json.open("networks_enabled", '{');
  for (const auto& [id, enabled] : snapshot.networks_enabled)
    json.flag(std::to_string(id), enabled);
  json.close('}');
}

}  // namespace

std::string write_network_snapshot(const NetworkSnapshot& snapshot) {
  SnapshotJson json;
  json.open('{');
  json.text("format", snapshot_format);
  json.text("network", snapshot.network);
  write_clock(json, snapshot.clock);
  write_interval(json, snapshot.interval);
  write_rpl(json, snapshot.rpl);
  json.amount("smoothing_pool_balance", snapshot.smoothing_pool_balance);
  write_shares(json, snapshot);
  if (snapshot.funds) write_network_funds(json, *snapshot.funds);
  json.open("nodes", '[');
  for (const Node& node : snapshot.nodes) {
    json.line();
    write_snapshot_node(json, node);
  }
  json.close(']');
  json.close('}');
  json.line();
  return json.take();
}

Bytes32 snapshot_content_hash(const std::string& canonical) {
  return sha256(
      ByteSpan(reinterpret_cast<const std::uint8_t*>(canonical.data()), canonical.size()));
}

}  // namespace apsis
