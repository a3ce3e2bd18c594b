// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/epoch_batch.hpp"

#include <map>
#include <string>
#include <utility>

#include "core/pg/copy_writer.hpp"
#include "indexer/store/cursor.hpp"
#include "indexer/store/duty_row.hpp"
#include "indexer/store/record_names.hpp"
#include "indexer/store/reward_row.hpp"
#include "indexer/store/sql_values.hpp"

namespace apsis {
namespace {

/// Every table whose rows belong to one epoch and are replaced with it.
constexpr const char* epoch_tables[] = {
    "epoch_duties", "epoch_rewards", "epoch_misses", "saturations",  "blocks",
    "proposals",    "withdrawals",   "deposits",     "sync_periods", "epochs"};

struct BlockCounts {
  std::int32_t canonical = 0, orphaned = 0, missed = 0;
};

BlockCounts count_blocks(const EpochRecord& record) {
  BlockCounts out;
  for (const BlockRecord& block : record.blocks) block.orphaned ? ++out.orphaned : ++out.canonical;
  for (const ProposalRecord& proposal : record.proposals)
    if (!proposal.block_root) ++out.missed;
  return out;
}

template <class T>
std::int64_t sum_of(const std::vector<T>& values) {
  std::int64_t sum = 0;
  for (const T value : values) sum += static_cast<std::int64_t>(value);
  return sum;
}

Expected<void> write_epoch(Connection& connection, const EpochRecord& record) {
  std::string columns =
      "epoch,validator_count,active_validators,active_balance_gwei,source_balance_gwei,"
      "target_balance_gwei,head_balance_gwei,inactivity_leak,canonical_blocks,orphaned_blocks,"
      "missed_slots,proof_mode,proof_slot,proof_state_root,proof_block_root,finalized,"
      "balance_start_gwei,balance_end_gwei";
  for (const char* column : component_columns) columns += std::string(",") + column;
  CopyWriter rows(connection, "epochs", columns + ",saturated_gwei");
  const BlockCounts counts = count_blocks(record);
  const ValidatorColumns& validators = record.validators;
  rows.row();
  rows.unsigned_bigint(record.epoch.value);
  rows.integer(static_cast<std::int32_t>(validators.balance_start_gwei.size()));
  rows.unsigned_bigint(record.active_validators);
  rows.unsigned_bigint(record.active_balance_gwei);
  rows.unsigned_bigint(record.source_balance_gwei);
  rows.unsigned_bigint(record.target_balance_gwei);
  rows.unsigned_bigint(record.head_balance_gwei);
  rows.boolean(record.inactivity_leak);
  rows.integer(counts.canonical);
  rows.integer(counts.orphaned);
  rows.integer(counts.missed);
  rows.text(proof_mode_name(record.proof_mode));
  rows.unsigned_bigint(record.proof_slot);
  rows.bytea(record.proof_state_root);
  rows.bytea(record.proof_block_root);
  rows.boolean(record.finalized);
  rows.bigint(sum_of(validators.balance_start_gwei));
  rows.bigint(sum_of(validators.balance_end_gwei));
  for (const auto& component : validators.component_gwei) rows.bigint(sum_of(component));
  rows.bigint(sum_of(validators.saturated_gwei));
  return rows.finish();
}

Expected<void> write_blocks(Connection& connection, const EpochRecord& record) {
  CopyWriter rows(connection, "blocks",
                  "slot,root,epoch,parent_root,state_root,proposer,orphaned,execution_block_number,"
                  "execution_block_hash,execution_timestamp,attestation_count,deposit_count,"
                  "withdrawal_count,exit_count,slashing_count,graffiti");
  for (const BlockRecord& block : record.blocks) {
    rows.row();
    rows.unsigned_bigint(block.slot);
    rows.bytea(block.root);
    rows.unsigned_bigint(record.epoch.value);
    rows.bytea(block.parent_root);
    rows.bytea(block.state_root);
    rows.integer(static_cast<std::int32_t>(block.proposer));
    rows.boolean(block.orphaned);
    rows.unsigned_bigint(block.execution_block_number);
    rows.bytea(block.execution_block_hash);
    rows.unsigned_bigint(block.execution_timestamp);
    for (const std::uint32_t count :
         {block.attestation_count, block.deposit_count, block.withdrawal_count, block.exit_count,
          block.slashing_count})
      rows.integer(static_cast<std::int32_t>(count));
    rows.bytea(block.graffiti);
  }
  return rows.finish();
}

Expected<void> write_proposals(Connection& connection, const EpochRecord& record) {
  CopyWriter rows(connection, "proposals",
                  "slot,epoch,proposer,block_root,attestations_gwei,sync_gwei,slashings_gwei");
  for (const ProposalRecord& proposal : record.proposals) {
    rows.row();
    rows.unsigned_bigint(proposal.slot);
    rows.unsigned_bigint(record.epoch.value);
    rows.integer(static_cast<std::int32_t>(proposal.proposer));
    proposal.block_root ? rows.bytea(*proposal.block_root) : rows.null();
    rows.unsigned_bigint(proposal.attestations_gwei);
    rows.unsigned_bigint(proposal.sync_gwei);
    rows.unsigned_bigint(proposal.slashings_gwei);
  }
  return rows.finish();
}

Expected<void> write_withdrawals(Connection& connection, const EpochRecord& record) {
  CopyWriter rows(connection, "withdrawals",
                  "withdrawal_index,epoch,slot,validator,address,amount_gwei");
  for (const WithdrawalRecord& withdrawal : record.withdrawals) {
    rows.row();
    rows.unsigned_bigint(withdrawal.index);
    rows.unsigned_bigint(record.epoch.value);
    rows.unsigned_bigint(withdrawal.slot);
    rows.integer(static_cast<std::int32_t>(withdrawal.validator));
    rows.bytea(withdrawal.address);
    rows.unsigned_bigint(withdrawal.amount_gwei);
  }
  return rows.finish();
}

Expected<void> write_deposits(Connection& connection, const EpochRecord& record) {
  CopyWriter rows(connection, "deposits",
                  "epoch,position,slot,validator,pubkey,withdrawal_credentials,amount_gwei,kind");
  std::int32_t position = 0;
  for (const DepositRecord& deposit : record.deposits) {
    rows.row();
    rows.unsigned_bigint(record.epoch.value);
    rows.integer(position++);
    rows.unsigned_bigint(deposit.slot);
    deposit.validator ? rows.integer(static_cast<std::int32_t>(*deposit.validator)) : rows.null();
    rows.bytea(deposit.pubkey);
    rows.bytea(deposit.withdrawal_credentials);
    rows.unsigned_bigint(deposit.amount_gwei);
    rows.text(deposit_kind_name(deposit.kind));
  }
  return rows.finish();
}

Expected<void> write_saturations(Connection& connection, const EpochRecord& record) {
  std::map<std::pair<std::uint32_t, Component>, std::uint64_t> sums;
  for (const Saturation& saturation : record.saturations)
    sums[{saturation.validator, saturation.component}] += saturation.not_taken_gwei;
  CopyWriter rows(connection, "saturations", "epoch,validator,component,not_taken_gwei");
  for (const auto& [key, not_taken_gwei] : sums) {
    rows.row();
    rows.unsigned_bigint(record.epoch.value);
    rows.integer(static_cast<std::int32_t>(key.first));
    rows.text(component_name(key.second));
    rows.unsigned_bigint(not_taken_gwei);
  }
  return rows.finish();
}

/// A run may begin inside a period: the earliest epoch that is stored tells it.
void write_sync_periods(pqxx::transaction_base& transaction, const EpochRecord& record) {
  for (const SyncPeriodRecord& period : record.sync_periods)
    transaction.exec_params(
        "INSERT INTO sync_periods (period, epoch, validators) VALUES ($1, $2, $3::integer[]) "
        "ON CONFLICT (period) DO UPDATE SET epoch = excluded.epoch "
        "WHERE sync_periods.epoch > excluded.epoch",
        period.period, record.epoch.value,
        array_text(std::span<const std::uint32_t>(period.validators)));
}

}  // namespace

void delete_epoch_rows(pqxx::transaction_base& transaction, std::uint64_t epoch) {
  for (const char* table : epoch_tables)
    transaction.exec_params(std::string("DELETE FROM ") + table + " WHERE epoch = $1", epoch);
}

void delete_unused_sets(pqxx::transaction_base& transaction) {
  transaction.exec(
      "DELETE FROM tracked_sets t WHERE NOT EXISTS "
      "(SELECT FROM epoch_rewards r WHERE r.set_id = t.set_id) AND NOT EXISTS "
      "(SELECT FROM epoch_duties d WHERE d.set_id = t.set_id)");
}

void delete_epochs_from(pqxx::transaction_base& transaction, std::uint64_t first_epoch) {
  for (const char* table : epoch_tables)
    transaction.exec_params(std::string("DELETE FROM ") + table + " WHERE epoch >= $1",
                            first_epoch);
  transaction.exec_params("DELETE FROM validator_states WHERE epoch >= $1", first_epoch);
  transaction.exec_params("DELETE FROM validator_keys WHERE added_epoch >= $1", first_epoch);
  delete_unused_sets(transaction);
  move_cursor(transaction);
}

Expected<void> write_epoch_rows(Connection& connection, pqxx::transaction_base& transaction,
                                const EpochRecord& record, const TrackedSet& tracked) {
  put_tracked_set(transaction, tracked);
  write_sync_periods(transaction, record);
  Expected<void> done = write_epoch(connection, record);
  if (done) done = write_reward_row(connection, record, tracked);
  if (done) done = write_duty_row(connection, transaction, record, tracked);
  if (done) done = write_miss_row(connection, record);
  if (done) done = write_saturations(connection, record);
  if (done) done = write_blocks(connection, record);
  if (done) done = write_proposals(connection, record);
  if (done) done = write_withdrawals(connection, record);
  if (done) done = write_deposits(connection, record);
  if (done) move_cursor(transaction);
  return done;
}

}  // namespace apsis
