// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/stored_beacon.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/hex.hpp"
#include "core/pg/copy_writer.hpp"
#include "oracle/state/snapshot_rows.hpp"

namespace apsis {

namespace {

/// What the query below needs of the place.
struct StoredPlace {
  std::uint64_t epoch = 0;
  bool is_last_slot = false;
  bool finalized = false;
};

Expected<StoredPlace> check_place(pqxx::work& work, std::uint64_t slot, const Bytes32& block_hash) {
  const pqxx::result chain = work.exec("SELECT slots_per_epoch FROM chain");
  if (chain.empty())
    return fail(ErrorKind::mismatch, "the database holds no chain", "table chain",
                "fill it with apsis-indexer first");
  const auto slots_per_epoch = chain[0][0].as<std::uint64_t>();
  StoredPlace out;
  out.epoch = slot / slots_per_epoch;
  out.is_last_slot = (slot + 1) % slots_per_epoch == 0;
  // Rows of an epoch say what changed in it; the state before it comes from the one before.
  const pqxx::result epochs = work.exec(
      fmt::format("SELECT finalized FROM epochs WHERE epoch IN ({0}, {1}) ORDER BY epoch DESC",
                  out.epoch, out.epoch == 0 ? 0 : out.epoch - 1));
  if (epochs.size() != (out.epoch == 0 ? 1u : 2u))
    return fail(ErrorKind::mismatch, "the epoch of the snapshot, or the one before, is not stored",
                fmt::format("epoch {}", out.epoch),
                "wait for apsis-indexer follow, or give --beacon");
  out.finalized = epochs[0][0].as<bool>();
  const pqxx::result block = work.exec_params(
      "SELECT encode(execution_block_hash, 'hex') FROM blocks WHERE slot = $1 AND NOT orphaned",
      slot);
  const std::string place = fmt::format("slot {}", slot);
  if (block.empty())
    return fail(ErrorKind::mismatch, "the stored chain has no block here", place,
                "take the snapshot at a slot that has one");
  if (block[0][0].as<std::string>() != to_hex_bare(block_hash))
    return fail(ErrorKind::mismatch,
                "the stored chain has execution block 0x" + block[0][0].as<std::string>() +
                    " here, the execution nodes have " + to_hex(block_hash),
                place, "wait until both follow the same branch");
  return out;
}

Expected<void> copy_wanted(Connection& connection, pqxx::work& work,
                           std::span<const Bytes48> pubkeys) {
  work.exec("CREATE TEMPORARY TABLE wanted (pubkey bytea PRIMARY KEY) ON COMMIT DROP");
  CopyWriter rows(connection, "wanted", "pubkey");
  for (const Bytes48& pubkey : pubkeys) {
    rows.row();
    rows.bytea(pubkey);
  }
  return rows.finish();
}

/// A row a wanted validator that the chain knew before the epoch. `start`: balance when the epoch
/// began; `moved`: in its blocks up to the slot; `sync`: of the whole epoch; `changed`: what rows
/// tell of the whole epoch but not of a slot.
constexpr const char* validators_query =
    "WITH place AS (SELECT {0}::bigint AS epoch, {1}::bigint AS slot), "
    "rewards AS MATERIALIZED (SELECT r.* FROM validator_epoch_rewards r, place "
    "  WHERE r.epoch = place.epoch) "
    "SELECT encode(w.pubkey, 'hex'), k.validator, b.activation_eligibility_epoch, "
    "  b.activation_epoch, b.exit_epoch, b.withdrawable_epoch, b.slashed, r.balance_start_gwei, "
    "  coalesce((SELECT -sum(amount_gwei) FROM withdrawals x WHERE x.validator = k.validator AND "
    "    x.epoch = place.epoch AND x.slot <= place.slot), 0) "
    "  + coalesce((SELECT sum(attestations_gwei + sync_gwei + slashings_gwei) FROM proposals p "
    "    WHERE p.proposer = k.validator AND p.epoch = place.epoch AND p.slot <= place.slot), 0) "
    "  + coalesce((SELECT sum(amount_gwei) FROM deposits d WHERE d.validator = k.validator AND "
    "    d.epoch = place.epoch AND d.kind = 'eth1_bridge' AND d.slot <= place.slot), 0) AS moved, "
    "  r.sync_gwei, r.max_sync_gwei <> 0 OR r.sync_gwei <> 0 AS in_committee, "
    "  r.slashing_gwei <> 0 OR r.moved_to_queue_gwei <> 0 OR r.saturated_gwei <> 0 "
    "    OR r.slashed <> b.slashed OR (n.validator IS NOT NULL AND (n.slashed, "
    "    coalesce(n.exit_epoch, -1), coalesce(n.withdrawable_epoch, -1)) <> (b.slashed, "
    "    coalesce(b.exit_epoch, -1), coalesce(b.withdrawable_epoch, -1))) AS changed "
    "FROM place CROSS JOIN wanted w JOIN validator_keys k ON k.pubkey = w.pubkey "
    "JOIN LATERAL (SELECT * FROM validator_states s WHERE s.validator = k.validator AND "
    "  s.epoch < place.epoch ORDER BY s.epoch DESC LIMIT 1) b ON true "
    "LEFT JOIN validator_states n ON n.validator = k.validator AND n.epoch = place.epoch "
    "LEFT JOIN rewards r ON r.validator = k.validator";

std::uint64_t epoch_of(const pqxx::field& field) {
  return field.is_null() ? far_future_epoch : field.as<std::uint64_t>();
}

/// Puts one validator where it belongs: settled or not.
void take_row(const pqxx::row& row, const StoredPlace& place, StoredBeacon& out) {
  const Bytes48 pubkey = array_from_hex<48>(row[0].as<std::string>()).value();
  const bool tracked = !row[7].is_null();
  if (!tracked || row[11].as<bool>() || (row[10].as<bool>() && !place.is_last_slot)) {
    out.unsettled.push_back(pubkey);
    return;
  }
  BeaconValidator validator;
  validator.index = row[1].as<std::uint64_t>();
  validator.activation_epoch = epoch_of(row[3]);
  validator.exit_epoch = epoch_of(row[4]);
  validator.withdrawable_epoch = epoch_of(row[5]);
  const std::int64_t sync = place.is_last_slot ? row[9].as<std::int64_t>() : 0;
  validator.balance_gwei =
      static_cast<std::uint64_t>(row[7].as<std::int64_t>() + row[8].as<std::int64_t>() + sync);
  validator.status = validator_status(validator, !row[2].is_null(), row[6].as<bool>(), place.epoch);
  out.validators.emplace(pubkey, validator);
}

/// Keys that came to the chain in this very epoch by a block's deposit: rows do not tell the slot.
void take_newcomers(pqxx::work& work, const StoredPlace& place, StoredBeacon& out) {
  const pqxx::result rows = work.exec(
      fmt::format("SELECT DISTINCT encode(w.pubkey, 'hex') FROM wanted w JOIN validator_keys k ON "
                  "k.pubkey = w.pubkey JOIN deposits d ON d.pubkey = w.pubkey AND d.epoch = {0} "
                  "AND d.kind = 'eth1_bridge' WHERE k.added_epoch = {0}",
                  place.epoch));
  for (const pqxx::row& row : rows)
    out.unsettled.push_back(array_from_hex<48>(row[0].as<std::string>()).value());
}

/// Whether the epochs of all these slots are stored.
bool are_stored(pqxx::work& work, std::uint64_t first_slot, std::uint64_t last_slot) {
  if (first_slot > last_slot) return true;
  return work
      .exec_params1(
          "SELECT count(*) = $2 / slots_per_epoch - $1 / slots_per_epoch + 1 FROM chain LEFT JOIN "
          "epochs ON epoch BETWEEN $1 / slots_per_epoch AND $2 / slots_per_epoch "
          "GROUP BY slots_per_epoch",
          first_slot, last_slot)[0]
      .as<bool>();
}

}  // namespace

Expected<StoredBeacon> read_stored_beacon(Connection& connection, std::span<const Bytes48> pubkeys,
                                          std::uint64_t slot, const Bytes32& block_hash) {
  return connection.guarded([&]() -> Expected<StoredBeacon> {
    pqxx::work work(connection.sql());
    const Expected<StoredPlace> place = check_place(work, slot, block_hash);
    if (!place) return std::unexpected(place.error());
    if (auto ok = copy_wanted(connection, work, pubkeys); !ok) return std::unexpected(ok.error());
    StoredBeacon out;
    out.finalized = place->finalized;
    for (const pqxx::row& row :
         work.exec(fmt::format(fmt::runtime(validators_query), place->epoch, slot)))
      take_row(row, *place, out);
    take_newcomers(work, *place, out);
    std::ranges::sort(out.unsettled);
    return out;
  });
}

Expected<FinalWithdrawals> read_final_withdrawals(
    Connection& connection, const std::map<std::uint64_t, std::uint64_t>& first_slots,
    std::uint64_t last_slot) {
  return connection.guarded([&]() -> Expected<FinalWithdrawals> {
    pqxx::work work(connection.sql());
    FinalWithdrawals out;
    for (const auto& [validator, first] : first_slots) {
      const std::uint64_t last = std::min(last_slot, first + max_withdrawal_scan_slots);
      const pqxx::result rows = work.exec_params(
          "SELECT slot, amount_gwei FROM withdrawals WHERE validator = $1 AND slot >= $2 AND "
          "slot <= $3 ORDER BY slot, withdrawal_index LIMIT 1",
          validator, first, last);
      if (!rows.empty())
        out.found[validator] = {rows[0][0].as<std::uint64_t>(), rows[0][1].as<std::uint64_t>()};
      else if (!are_stored(work, first, last))
        out.unseen.insert(validator);
    }
    return out;
  });
}

}  // namespace apsis
