// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/membership.hpp"

#include <fmt/format.h>

#include "core/pg/copy_writer.hpp"
#include "oracle/state/snapshot_rows.hpp"

namespace apsis {

namespace {

/// A column of the rows that are read is an integer of 32 bits, as in the indexer's tables.
constexpr std::uint64_t max_validator = 0x7fffffff;

struct Pool {
  const Bytes20& address;
  std::string_view kind;
  const Bytes20& node;
};

void add_row(CopyWriter& rows, const Pool& pool, const Bytes48& pubkey,
             const std::optional<BeaconValidator>& beacon) {
  rows.row();
  rows.bytea(pubkey);
  rows.bytea(pool.address);
  rows.text(pool.kind);
  rows.bytea(pool.node);
  if (beacon && beacon->index <= max_validator)
    rows.integer(static_cast<std::int32_t>(beacon->index));
  else
    rows.null();
}

/// Fills the table `seen` with what the snapshot lists.
Expected<void> copy_seen(Connection& connection, pqxx::work& work,
                         const NetworkSnapshot& snapshot) {
  work.exec(
      "CREATE TEMPORARY TABLE seen (pubkey bytea, pool bytea, kind text, node bytea, "
      "validator integer) ON COMMIT DROP");
  CopyWriter rows(connection, "seen", "pubkey, pool, kind, node, validator");
  for (const Node& node : snapshot.nodes) {
    for (const Minipool& minipool : node.minipools)
      if (minipool.exists)
        add_row(rows, {minipool.address, "minipool", node.address}, minipool.pubkey,
                minipool.beacon);
    if (!node.megapool) continue;
    for (const MegapoolValidator& validator : node.megapool->validators)
      add_row(rows, {node.megapool->address, "megapool", node.address}, validator.pubkey,
              validator.beacon);
  }
  if (auto ok = rows.finish(); !ok) return ok;
  // A megapool may list a key twice (dequeued, then deposited again).
  work.exec(
      "DELETE FROM seen a USING seen b WHERE a.ctid > b.ctid AND a.pubkey = b.pubkey AND "
      "a.pool = b.pool AND a.node = b.node");
  work.exec("ANALYZE seen");
  return {};
}

}  // namespace

Expected<void> enter_memberships(Connection& connection, pqxx::work& work,
                                 const NetworkSnapshot& snapshot) {
  work.exec("LOCK TABLE memberships IN SHARE ROW EXCLUSIVE MODE");
  if (auto ok = copy_seen(connection, work, snapshot); !ok) return ok;
  const std::uint64_t slot = snapshot.interval.consensus_end_slot;
  const std::string network = work.quote(snapshot.network);
  const std::string same = fmt::format(
      "m.network = {} AND m.pubkey = s.pubkey AND m.pool = s.pool AND m.node = s.node", network);
  // Known before this slot, or at it.
  work.exec(
      fmt::format("UPDATE memberships m SET last_seen_slot = greatest(last_seen_slot, {0}), "
                  "validator = coalesce(s.validator, m.validator) FROM seen s WHERE {1} AND "
                  "m.from_slot <= {0} AND (m.until_slot IS NULL OR m.until_slot > {0})",
                  slot, same));
  // No range reaches this slot: the next one begins here, so that no two ever overlap.
  work.exec(fmt::format(
      "UPDATE memberships m SET from_slot = {0} FROM seen s WHERE {1} AND m.from_slot > {0} AND "
      "NOT EXISTS (SELECT FROM memberships n WHERE n.network = m.network AND "
      "n.pubkey = m.pubkey AND n.pool = m.pool AND n.node = m.node AND n.from_slot < m.from_slot "
      "AND (n.from_slot > {0} OR n.until_slot IS NULL OR n.until_slot > {0}))",
      slot, same));
  work.exec(fmt::format(
      "INSERT INTO memberships SELECT {1}, s.pubkey, s.pool, s.kind, s.node, s.validator, {0}, "
      "NULL, {0}, false FROM seen s WHERE NOT EXISTS (SELECT FROM memberships m WHERE {2} AND "
      "m.from_slot <= {0} AND (m.until_slot IS NULL OR m.until_slot > {0}))",
      slot, network, same));
  work.exec(fmt::format(
      "UPDATE memberships m SET until_slot = {0} WHERE network = {1} AND until_slot IS NULL AND "
      "last_seen_slot < {0} AND NOT EXISTS (SELECT FROM seen s WHERE {2})",
      slot, network, same));
  return {};
}

Expected<std::uint64_t> enter_membership_events(Connection& connection, const std::string& network,
                                                std::span<const MembershipEvent> events) {
  return connection.guarded([&]() -> Expected<std::uint64_t> {
    pqxx::work work(connection.sql());
    work.exec("CREATE TEMPORARY TABLE told (pool bytea, pubkey bytea, slot bigint) ON COMMIT DROP");
    CopyWriter rows(connection, "told", "pool, pubkey, slot");
    for (const MembershipEvent& event : events) {
      rows.row();
      rows.bytea(event.pool);
      rows.bytea(event.pubkey);
      rows.unsigned_bigint(event.slot);
    }
    if (auto ok = rows.finish(); !ok) return std::unexpected(ok.error());
    const pqxx::result changed = work.exec_params(
        "UPDATE memberships m SET from_slot = t.slot, from_event = true FROM (SELECT pool, pubkey, "
        "min(slot) AS slot FROM told GROUP BY pool, pubkey) t WHERE m.network = $1 AND "
        "m.pool = t.pool AND m.pubkey = t.pubkey AND NOT m.from_event AND t.slot < m.from_slot AND "
        "NOT EXISTS (SELECT FROM memberships n WHERE n.network = m.network AND n.pool = m.pool AND "
        "n.pubkey = m.pubkey AND n.from_slot < m.from_slot)",
        network);
    work.commit();
    return changed.affected_rows();
  });
}

}  // namespace apsis
