// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/registry_rows.hpp"

#include "core/pg/copy_writer.hpp"

namespace apsis {
namespace {

constexpr const char* create_incoming =
    "CREATE TEMPORARY TABLE IF NOT EXISTS incoming_validators (validator integer, pubkey bytea, "
    "withdrawal_credentials bytea, effective_balance_gwei bigint, slashed boolean, "
    "activation_eligibility_epoch bigint, activation_epoch bigint, exit_epoch bigint, "
    "withdrawable_epoch bigint) ON COMMIT DELETE ROWS";

constexpr const char* find_other_key =
    "SELECT i.validator FROM incoming_validators i JOIN validator_keys k USING (validator) "
    "WHERE i.pubkey <> k.pubkey ORDER BY 1 LIMIT 1";

constexpr const char* insert_keys =
    "INSERT INTO validator_keys SELECT validator, pubkey, $1 FROM incoming_validators i "
    "WHERE NOT EXISTS (SELECT FROM validator_keys k WHERE k.validator = i.validator)";

/// An older epoch that is filled in later may know a validator from earlier on.
constexpr const char* lower_added_epoch =
    "UPDATE validator_keys k SET added_epoch = $1 FROM incoming_validators i "
    "WHERE k.validator = i.validator AND k.added_epoch > $1";

constexpr const char* insert_states =
    "INSERT INTO validator_states SELECT i.validator, $1::bigint, i.withdrawal_credentials, "
    "i.effective_balance_gwei, i.slashed, i.activation_eligibility_epoch, i.activation_epoch, "
    "i.exit_epoch, i.withdrawable_epoch FROM incoming_validators i "
    "WHERE NOT $2::boolean OR NOT EXISTS (SELECT FROM (SELECT * FROM validator_states s "
    "  WHERE s.validator = i.validator AND s.epoch < $1 ORDER BY s.epoch DESC LIMIT 1) last "
    "  WHERE (last.withdrawal_credentials, last.effective_balance_gwei, last.slashed) = "
    "        (i.withdrawal_credentials, i.effective_balance_gwei, i.slashed) "
    "  AND last.activation_eligibility_epoch IS NOT DISTINCT FROM i.activation_eligibility_epoch "
    "  AND last.activation_epoch IS NOT DISTINCT FROM i.activation_epoch "
    "  AND last.exit_epoch IS NOT DISTINCT FROM i.exit_epoch "
    "  AND last.withdrawable_epoch IS NOT DISTINCT FROM i.withdrawable_epoch) "
    "ON CONFLICT (validator, epoch) DO NOTHING";

constexpr const char* delete_repeated =
    "DELETE FROM validator_states n WHERE n.epoch = $1 "
    "AND EXISTS (SELECT FROM epochs WHERE epoch = $1) "
    "AND EXISTS (SELECT FROM (SELECT * FROM validator_states s "
    "  WHERE s.validator = n.validator AND s.epoch < $1 ORDER BY s.epoch DESC LIMIT 1) last "
    "  WHERE (last.withdrawal_credentials, last.effective_balance_gwei, last.slashed) = "
    "        (n.withdrawal_credentials, n.effective_balance_gwei, n.slashed) "
    "  AND last.activation_eligibility_epoch IS NOT DISTINCT FROM n.activation_eligibility_epoch "
    "  AND last.activation_epoch IS NOT DISTINCT FROM n.activation_epoch "
    "  AND last.exit_epoch IS NOT DISTINCT FROM n.exit_epoch "
    "  AND last.withdrawable_epoch IS NOT DISTINCT FROM n.withdrawable_epoch)";

Expected<void> copy_incoming(Connection& connection, const EpochRecord& record) {
  CopyWriter rows(connection, "incoming_validators",
                  "validator,pubkey,withdrawal_credentials,effective_balance_gwei,slashed,"
                  "activation_eligibility_epoch,activation_epoch,exit_epoch,withdrawable_epoch");
  for (const ValidatorRecord& validator : record.changed_validators) {
    rows.row();
    rows.integer(static_cast<std::int32_t>(validator.index));
    rows.bytea(validator.pubkey);
    rows.bytea(validator.withdrawal_credentials);
    rows.unsigned_bigint(validator.effective_balance_gwei);
    rows.boolean(validator.slashed);
    rows.epoch_or_null(validator.activation_eligibility_epoch);
    rows.epoch_or_null(validator.activation_epoch);
    rows.epoch_or_null(validator.exit_epoch);
    rows.epoch_or_null(validator.withdrawable_epoch);
  }
  return rows.finish();
}

}  // namespace

Expected<std::size_t> write_registry_rows(Connection& connection,
                                          pqxx::transaction_base& transaction,
                                          const EpochRecord& record) {
  if (record.changed_validators.empty()) return 0;
  transaction.exec(create_incoming);
  if (const Expected<void> done = copy_incoming(connection, record); !done)
    return std::unexpected(done.error());
  const pqxx::result other = transaction.exec(find_other_key);
  if (!other.empty())
    return fail(
        ErrorKind::mismatch,
        "validator " + other[0][0].as<std::string>() + " has another public key in the database",
        connection.shown(), "Give another --db for this chain");
  const std::uint64_t epoch = record.epoch.value;
  const bool follows_stored =
      epoch > 0 &&
      !transaction.exec_params("SELECT 1 FROM epochs WHERE epoch = $1", epoch - 1).empty();
  transaction.exec_params(lower_added_epoch, epoch);
  const pqxx::result added = transaction.exec_params(insert_keys, epoch);
  transaction.exec_params(insert_states, epoch, follows_stored);
  return added.affected_rows();
}

void delete_registry_rows(pqxx::transaction_base& transaction, std::uint64_t epoch) {
  transaction.exec_params("DELETE FROM validator_states WHERE epoch = $1", epoch);
  transaction.exec_params("DELETE FROM validator_keys WHERE added_epoch = $1", epoch);
}

void drop_repeated_states(pqxx::transaction_base& transaction, std::uint64_t epoch) {
  transaction.exec_params(delete_repeated, epoch);
}

}  // namespace apsis
