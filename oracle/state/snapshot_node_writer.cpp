// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_node_writer.hpp"

#include "oracle/state/snapshot_names.hpp"

namespace apsis {

namespace {

void write_beacon(SnapshotJson& json, const std::optional<BeaconValidator>& beacon) {
  if (!beacon) return;
  json.open("beacon", '{');
  json.number("index", beacon->index);
  json.text("status", snapshot_name(validator_statuses, beacon->status));
  json.epoch("activation_epoch", beacon->activation_epoch);
  json.epoch("exit_epoch", beacon->exit_epoch);
  json.epoch("withdrawable_epoch", beacon->withdrawable_epoch);
  if (beacon->balance_gwei) json.number("balance", *beacon->balance_gwei);
  json.close('}');
}

void write_minipool_funds(SnapshotJson& json, const MinipoolFunds& funds) {
  json.open("funds", '{');
  json.amount("balance", funds.balance);
  json.amount("refund", funds.refund);
  json.text("deposit_type", snapshot_name(deposit_types, funds.deposit_type));
  json.number("delegate_version", funds.delegate_version);
  json.flag("vacant", funds.vacant);
  json.flag("finalised", funds.finalised);
  json.amount("penalty_rate", funds.penalty_rate);
  if (funds.user_share) json.amount("user_share", *funds.user_share);
  json.close('}');
}

void write_minipool(SnapshotJson& json, const Minipool& minipool) {
  json.open('{');
  json.bytes("address", minipool.address);
  json.bytes("pubkey", minipool.pubkey);
  json.text("status", snapshot_name(minipool_statuses, minipool.status));
  json.number("status_time", minipool.status_time);
  json.amount("node_fee", minipool.node_fee);
  json.amount("bond", minipool.bond);
  json.amount("user_deposit", minipool.user_deposit);
  json.number("penalties", minipool.penalties);
  json.flag("exists", minipool.exists);
  if (minipool.reduction) {
    json.open("bond_reduction", '{');
    json.number("time", minipool.reduction->time);
    json.amount("previous_bond", minipool.reduction->previous_bond);
    json.amount("previous_fee", minipool.reduction->previous_fee);
    json.close('}');
  }
  write_beacon(json, minipool.beacon);
  if (minipool.funds) write_minipool_funds(json, *minipool.funds);
  json.close('}');
}

void write_megapool_validator(SnapshotJson& json, const MegapoolValidator& validator) {
  json.open('{');
  json.bytes("pubkey", validator.pubkey);
  json.open("flags", '[');
  for (const auto& [name, flag] : validator_flags)
    if (validator.*flag) json.text(name);
  json.close(']');
  json.number("requested_value_milli_eth", validator.requested_value_milli_eth);
  json.number("requested_bond_milli_eth", validator.requested_bond_milli_eth);
  if (validator.deposit_value_milli_eth)
    json.number("deposit_value_milli_eth", *validator.deposit_value_milli_eth);
  write_beacon(json, validator.beacon);
  if (validator.final_withdrawal) {
    json.open("final_withdrawal", '{');
    json.number("slot", validator.final_withdrawal->slot);
    json.number("amount_gwei", validator.final_withdrawal->amount_gwei);
    json.close('}');
  }
  if (validator.withdrawal_unseen) json.flag("withdrawal_unseen", true);
  json.close('}');
}

void write_megapool_funds(SnapshotJson& json, const MegapoolFunds& funds) {
  json.open("funds", '{');
  json.signed_amount("pending_rewards", funds.pending_rewards);
  json.number("last_distribution_time", funds.last_distribution_time);
  if (funds.split) {
    json.open("split", '{');
    json.amount("capital_ratio", funds.split->capital_ratio);
    json.amount("voter_share", funds.split->voter_share);
    json.amount("protocol_dao_share", funds.split->protocol_dao_share);
    json.amount("reth_share", funds.split->reth_share);
    json.close('}');
  }
  if (funds.split_sample) {
    json.open("split_sample", '{');
    json.amount("rewards", funds.split_sample->rewards);
    json.amount("reth_rewards", funds.split_sample->reth_rewards);
    json.close('}');
  }
  json.close('}');
}

void write_megapool(SnapshotJson& json, const Megapool& megapool) {
  json.open("megapool", '{');
  json.bytes("address", megapool.address);
  json.amount("node_bond", megapool.node_bond);
  json.amount("user_capital", megapool.user_capital);
  json.number("active_validators", megapool.active_validators);
  json.flag("has_details", megapool.has_details);
  json.open("validators", '[');
  for (const MegapoolValidator& validator : megapool.validators)
    write_megapool_validator(json, validator);
  json.close(']');
  if (megapool.funds) write_megapool_funds(json, *megapool.funds);
  json.close('}');
}

}  // namespace

void write_snapshot_node(SnapshotJson& json, const Node& node) {
  json.open('{');
  json.bytes("address", node.address);
  json.number("registration_time", node.registration_time);
  json.number("reward_network", node.reward_network);
  json.amount("legacy_rpl", node.legacy_rpl);
  json.amount("megapool_rpl", node.megapool_rpl);
  json.amount("megapool_bonded", node.megapool_bonded);
  json.flag("in_smoothing_pool", node.in_smoothing_pool);
  json.number("smoothing_pool_change_time", node.smoothing_pool_change_time);
  if (node.oracle_dao_join_time) json.number("oracle_dao_join_time", *node.oracle_dao_join_time);
  json.open("minipools", '[');
  for (const Minipool& minipool : node.minipools) write_minipool(json, minipool);
  json.close(']');
  if (node.megapool) write_megapool(json, *node.megapool);
  if (node.funds) {
    json.open("funds", '{');
    json.amount("deposit_credit", node.funds->deposit_credit);
    json.amount("distributor_balance", node.funds->distributor_balance);
    json.amount("collateral_ratio", node.funds->collateral_ratio);
    json.close('}');
  }
  json.close('}');
}

}  // namespace apsis
