// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/store.hpp"

#include <chrono>
#include <thread>

#include "core/hex.hpp"
#include "indexer/store/epoch_batch.hpp"
#include "indexer/store/record_check.hpp"
#include "indexer/store/record_names.hpp"
#include "indexer/store/registry_rows.hpp"
#include "schema/schema.hpp"

namespace apsis {
namespace {

/// Advisory lock of the one writer; see migrations.cpp for the other key.
constexpr const char* writer_lock_sql = "SELECT pg_try_advisory_lock(7021337002)";
/// The session of a writer that was killed may live until its statement ends.
constexpr auto writer_lock_wait = std::chrono::seconds(20);

Expected<void> take_writer_lock(Connection& connection) {
  const auto end = std::chrono::steady_clock::now() + writer_lock_wait;
  while (true) {
    const Expected<bool> taken = connection.guarded([&]() -> Expected<bool> {
      return pqxx::nontransaction(connection.sql()).exec(writer_lock_sql)[0][0].as<bool>();
    });
    if (!taken) return std::unexpected(taken.error());
    if (*taken) return {};
    if (std::chrono::steady_clock::now() >= end)
      return fail(ErrorKind::unavailable, "another indexer writes into this database",
                  connection.shown(), "Wait for it, stop it, or give another --db");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

struct StoredEpoch {
  std::string mode, state_root;
  std::uint64_t slot;
  std::optional<std::int64_t> set_id;
  bool has_duties;  ///< false: stored before the database kept duties of all validators
  bool finalized;
};

std::optional<StoredEpoch> find_epoch(pqxx::transaction_base& transaction, std::uint64_t epoch) {
  const pqxx::result rows = transaction.exec_params(
      "SELECT e.proof_mode, '0x' || encode(e.proof_state_root, 'hex'), e.proof_slot, r.set_id, "
      "d.epoch IS NOT NULL, e.finalized FROM epochs e JOIN epoch_rewards r USING (epoch) "
      "LEFT JOIN epoch_duties d USING (epoch) WHERE epoch = $1",
      epoch);
  if (rows.empty()) return std::nullopt;
  StoredEpoch out{rows[0][0].as<std::string>(),   rows[0][1].as<std::string>(),
                  rows[0][2].as<std::uint64_t>(), std::nullopt,
                  rows[0][4].as<bool>(),          rows[0][5].as<bool>()};
  if (!rows[0][3].is_null()) out.set_id = rows[0][3].as<std::int64_t>();
  return out;
}

/// Roots of different slots differ; only proofs of one mode end in the same slot. An epoch that is
/// not final may have been proven by a block that lost: then only the very same proof will do.
bool is_same_proof(const StoredEpoch& stored, const EpochProof& proof) {
  const bool same = stored.state_root == to_hex(proof.state_root) && stored.slot == proof.slot;
  const bool comparable = stored.mode == proof_mode_name(proof.mode) || stored.slot == proof.slot;
  return same || (stored.finalized && !comparable);
}

std::unexpected<Error> other_proof(const StoredEpoch& stored, const EpochProof& proof,
                                   const std::string& shown) {
  return fail(ErrorKind::mismatch,
              "epoch " + std::to_string(proof.epoch.value) + " is stored with state root " +
                  stored.state_root + " of slot " + std::to_string(stored.slot) +
                  ", this replay proves it with " + to_hex(proof.state_root) + " of slot " +
                  std::to_string(proof.slot),
              shown, "Find out which chain is right; then use another --db for the other");
}

EpochProof proof_of(const EpochRecord& record) {
  return {record.epoch, record.proof_mode, record.proof_slot, record.proof_state_root};
}

}  // namespace

Expected<Store> Store::open(const StoreOptions& options) {
  Expected<Database> database =
      open_database(options.database, schema_migrations(), true, options.notify);
  if (!database) return std::unexpected(database.error());
  if (const Expected<void> locked = take_writer_lock(database->connection); !locked)
    return std::unexpected(locked.error());
  Expected<Tracked> tracked = Tracked::load(database->connection, options.track, options.notify);
  if (!tracked) return std::unexpected(tracked.error());
  return Store(std::move(*database), std::move(*tracked));
}

Expected<void> Store::put_chain(const ChainIdentity& chain) {
  return put_chain_identity(connection(), chain);
}

Expected<std::optional<Cursor>> Store::cursor() {
  return read_cursor(connection());
}

Expected<bool> Store::has_epoch(const EpochProof& proof, std::uint64_t active_validators,
                                std::uint32_t validator_count) {
  return connection().guarded([&]() -> Expected<bool> {
    pqxx::work transaction(connection().sql());
    const std::optional<StoredEpoch> stored = find_epoch(transaction, proof.epoch.value);
    if (!stored) return false;
    if (!is_same_proof(*stored, proof)) {
      if (stored->finalized) return other_proof(*stored, proof, connection().shown());
      return false;
    }
    if (!stored->has_duties) return false;
    const TrackedSet wanted = tracked_.choose(transaction, active_validators, validator_count);
    return covers(transaction, stored->set_id, wanted);
  });
}

Expected<PutResult> Store::put_epoch(const EpochRecord& record) {
  const auto count = static_cast<std::uint32_t>(record.validators.balance_start_gwei.size());
  const Expected<bool> stored = has_epoch(proof_of(record), record.active_validators, count);
  if (!stored) return std::unexpected(stored.error());
  if (*stored) return record.finalized ? keep_as_final(record.epoch) : PutResult::kept;
  if (const Expected<void> sound = check_record(record); !sound)
    return std::unexpected(sound.error());
  Expected<PutResult> out = connection().guarded([&]() -> Expected<PutResult> {
    pqxx::work transaction(connection().sql());
    const std::optional<StoredEpoch> old = find_epoch(transaction, record.epoch.value);
    const bool replaces = old.has_value();
    // Behind a block that lost nothing holds; a wider list of validators concerns one epoch alone.
    if (replaces && !is_same_proof(*old, proof_of(record)))
      delete_epochs_from(transaction, record.epoch.value);
    else if (replaces)
      delete_epoch_rows(transaction, record.epoch.value);
    if (auto done = write_rows(transaction, record, replaces); !done)
      return std::unexpected(std::move(done.error()));
    return replaces ? PutResult::replaced : PutResult::written;
  });
  if (!out) tracked_.forget();
  return out;
}

Expected<PutResult> Store::keep_as_final(Epoch epoch) {
  return connection().guarded([&]() -> Expected<PutResult> {
    pqxx::work transaction(connection().sql());
    transaction.exec_params("UPDATE epochs SET finalized = true WHERE epoch = $1 AND NOT finalized",
                            epoch.value);
    transaction.commit();
    return PutResult::kept;
  });
}

Expected<void> Store::write_rows(pqxx::work& transaction, const EpochRecord& record,
                                 bool replaces) {
  const auto count = static_cast<std::uint32_t>(record.validators.balance_start_gwei.size());
  const Expected<std::size_t> added = write_registry_rows(connection(), transaction, record);
  if (!added) return std::unexpected(added.error());
  const TrackedSet tracked = tracked_.choose(transaction, record.active_validators, count);
  if (auto done = write_epoch_rows(connection(), transaction, record, tracked); !done) return done;
  drop_repeated_states(transaction, record.epoch.value + 1);
  if (replaces) delete_unused_sets(transaction);
  transaction.commit();
  return {};
}

Expected<RepairedEpoch> Store::repair_epoch(const EpochRecord& record) {
  if (const Expected<void> sound = check_record(record); !sound)
    return std::unexpected(sound.error());
  Expected<RepairedEpoch> out = connection().guarded([&]() -> Expected<RepairedEpoch> {
    pqxx::work transaction(connection().sql());
    const std::uint64_t epoch = record.epoch.value;
    const std::optional<StoredEpoch> stored = find_epoch(transaction, epoch);
    RepairedEpoch repaired{stored ? PutResult::replaced : PutResult::written};
    if (stored && !is_same_proof(*stored, proof_of(record)))
      repaired.other_proof =
          "state root " + stored->state_root + " of slot " + std::to_string(stored->slot);
    // Whatever a damaged epoch still has goes, too.
    delete_epoch_rows(transaction, epoch);
    delete_registry_rows(transaction, epoch);
    if (auto done = write_rows(transaction, record, true); !done)
      return std::unexpected(std::move(done.error()));
    return repaired;
  });
  // The registry was changed under the tracked validators' feet.
  tracked_.forget();
  return out;
}

Expected<void> Store::drop_from(Epoch first_epoch) {
  Expected<void> out = connection().guarded([&]() -> Expected<void> {
    pqxx::work transaction(connection().sql());
    delete_epochs_from(transaction, first_epoch.value);
    transaction.commit();
    return {};
  });
  tracked_.forget();
  return out;
}

}  // namespace apsis
