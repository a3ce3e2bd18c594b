// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/hex.hpp"
#include "core/pg/copy_reader.hpp"
#include "core/pg/copy_writer.hpp"
#include "oracle/state/membership.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_rows.hpp"
#include "oracle/state/snapshot_writer.hpp"

namespace apsis {

namespace {

/// Of several takings, the one that a name means comes first.
constexpr const char* best_first =
    "ORDER BY (state = 'reorged'), slot DESC, taken_at DESC, snapshot_id DESC LIMIT 1";

ByteSpan bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Expected<void> put_file(Connection& connection, pqxx::work& work, const Bytes32& hash,
                        const std::string& file) {
  // Two programs may put the same content at once.
  work.exec("LOCK TABLE snapshot_files IN SHARE ROW EXCLUSIVE MODE");
  const pqxx::result known =
      work.exec_params("SELECT FROM snapshot_files WHERE content_hash = $1", bytea_text(hash));
  if (!known.empty()) return {};
  CopyWriter rows(connection, "snapshot_files", "content_hash, file");
  rows.row();
  rows.bytea(hash);
  rows.bytea(bytes_of(file));
  return rows.finish();
}

std::string same_taking(const NetworkSnapshot& snapshot, const SnapshotTaking& taking,
                        const Bytes32& hash, pqxx::work& work) {
  const std::string block =
      taking.block_hash ? "= '" + bytea_text(*taking.block_hash) + "'" : "IS NULL";
  return fmt::format("WHERE network = {} AND slot = {} AND block_hash {} AND content_hash = '{}'",
                     work.quote(snapshot.network), snapshot.interval.consensus_end_slot, block,
                     bytea_text(hash));
}

void insert_row(pqxx::work& work, const NetworkSnapshot& snapshot, const SnapshotTaking& taking,
                const Bytes32& hash) {
  const std::optional<std::string> block =
      taking.block_hash ? std::optional(bytea_text(*taking.block_hash)) : std::nullopt;
  work.exec_params(
      "INSERT INTO snapshots (network, slot, block_number, block_hash, content_hash, state, "
      "origin, used_archive, taken_at, sub_calls, requests, answer_bytes, milliseconds) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      snapshot.network, snapshot.interval.consensus_end_slot, snapshot.interval.execution_end_block,
      block, bytea_text(hash), std::string(snapshot_state_name(taking.state)),
      std::string(snapshot_origin_name(taking.origin)), taking.used_archive, taking.taken_at,
      taking.cost.sub_calls, taking.cost.requests, taking.cost.answer_bytes,
      taking.cost.milliseconds);
}

bool is_number(const std::string& name) {
  return !name.empty() && name.size() < 19 &&
         std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

std::unexpected<Error> nothing_named(const std::string& name) {
  return fail(ErrorKind::usage, "no stored snapshot has this name", name,
              "`snapshot show` lists them; name one by its slot, by the first digits of its "
              "content hash after 0x, or \"latest\"");
}

Expected<StoredSnapshot> first_of(Expected<std::vector<StoredSnapshot>> found,
                                  const std::string& name) {
  if (!found) return std::unexpected(found.error());
  if (found->empty()) return nothing_named(name);
  return std::move(found->front());
}

Expected<StoredSnapshot> find_by_hash(pqxx::work& work, const std::string& name) {
  std::string digits = name.substr(2);
  std::ranges::transform(digits, digits.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const bool is_hex = std::ranges::all_of(
      digits, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!is_hex || digits.size() < min_hash_digits)
    return fail(ErrorKind::usage, "is not the beginning of a content hash", name,
                fmt::format("give at least {} hex digits after 0x", min_hash_digits));
  const std::string condition =
      fmt::format("WHERE encode(content_hash, 'hex') LIKE '{}%' ", digits);
  const pqxx::result contents =
      work.exec("SELECT DISTINCT content_hash FROM snapshots " + condition);
  if (contents.size() > 1)
    return fail(ErrorKind::usage, fmt::format("{} contents begin like this", contents.size()), name,
                "give more digits");
  return first_of(read_snapshot_rows(work, condition + best_first), name);
}

}  // namespace

Expected<StoredSnapshot> SnapshotStore::put(const NetworkSnapshot& snapshot,
                                            const SnapshotTaking& taking) {
  const std::string file = write_network_snapshot(snapshot);
  const Bytes32 hash = snapshot_content_hash(file);
  return connection_->guarded([&]() -> Expected<StoredSnapshot> {
    pqxx::work work(connection_->sql());
    if (auto ok = put_file(*connection_, work, hash, file); !ok) return std::unexpected(ok.error());
    const std::string condition = same_taking(snapshot, taking, hash, work);
    Expected<std::vector<StoredSnapshot>> rows = read_snapshot_rows(work, condition);
    if (rows && rows->empty()) {
      insert_row(work, snapshot, taking, hash);
      // A block that may still be replaced makes nobody an owner.
      const bool stays = !taking.block_hash || taking.state == SnapshotState::confirmed;
      if (stays)
        if (auto ok = enter_memberships(*connection_, work, snapshot); !ok)
          return std::unexpected(ok.error());
      rows = read_snapshot_rows(work, condition);
    }
    if (rows) work.commit();
    return first_of(std::move(rows), to_hex(hash));
  });
}

Expected<std::vector<StoredSnapshot>> SnapshotStore::list() {
  return connection_->guarded([&] {
    pqxx::work work(connection_->sql());
    return read_snapshot_rows(
        work, fmt::format("ORDER BY slot DESC, taken_at DESC, snapshot_id DESC LIMIT {}",
                          max_listed_snapshots));
  });
}

Expected<StoredSnapshot> SnapshotStore::find(const std::string& name) {
  return connection_->guarded([&]() -> Expected<StoredSnapshot> {
    pqxx::work work(connection_->sql());
    if (name.starts_with("0x")) return find_by_hash(work, name);
    if (name == "latest")
      return first_of(
          read_snapshot_rows(work, std::string("WHERE state <> 'reorged' ") + best_first), name);
    if (!is_number(name)) return nothing_named(name);
    return first_of(read_snapshot_rows(work, "WHERE slot = " + name + " " + best_first), name);
  });
}

Expected<std::vector<StoredSnapshot>> SnapshotStore::all_at_block(std::uint64_t slot,
                                                                  std::uint64_t block_number,
                                                                  const Bytes32& block_hash) {
  return connection_->guarded([&] {
    pqxx::work work(connection_->sql());
    return read_snapshot_rows(
        work,
        fmt::format("WHERE slot = {} AND block_number = {} AND state <> 'reorged' AND "
                    "(block_hash = '{}' OR block_hash IS NULL) ORDER BY (block_hash IS NULL), "
                    "taken_at DESC, snapshot_id DESC LIMIT {}",
                    slot, block_number, bytea_text(block_hash), max_listed_snapshots));
  });
}

Expected<std::optional<StoredSnapshot>> SnapshotStore::at_block(std::uint64_t slot,
                                                                std::uint64_t block_number,
                                                                const Bytes32& block_hash) {
  Expected<std::vector<StoredSnapshot>> rows = all_at_block(slot, block_number, block_hash);
  if (!rows) return std::unexpected(rows.error());
  if (rows->empty()) return std::nullopt;
  return std::move(rows->front());
}

Expected<std::string> SnapshotStore::file(const Bytes32& content_hash) {
  return connection_->guarded([&]() -> Expected<std::string> {
    pqxx::work work(connection_->sql());
    CopyReader rows(*connection_, "SELECT file FROM snapshot_files WHERE content_hash = '" +
                                      bytea_text(content_hash) + "'");
    const Expected<bool> more = rows.next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return nothing_named(to_hex(content_hash));
    const ByteSpan bytes = rows.bytes(0);
    std::string out(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (snapshot_content_hash(out) != content_hash)
      return fail(ErrorKind::mismatch, "the stored file does not have this hash",
                  to_hex(content_hash), "delete the row of snapshot_files and import it again");
    return out;
  });
}

Expected<std::vector<StoredSnapshot>> SnapshotStore::unconfirmed(std::uint64_t last_block) {
  return connection_->guarded([&] {
    pqxx::work work(connection_->sql());
    return read_snapshot_rows(
        work, fmt::format("WHERE state = 'unconfirmed' AND block_hash IS NOT NULL AND "
                          "block_number <= {} ORDER BY block_number, snapshot_id LIMIT {}",
                          last_block, max_listed_snapshots));
  });
}

Expected<std::vector<std::uint64_t>> SnapshotStore::lost_slots(const std::string& network,
                                                               std::uint64_t since) {
  return connection_->guarded([&]() -> Expected<std::vector<std::uint64_t>> {
    pqxx::work work(connection_->sql());
    std::vector<std::uint64_t> out;
    for (const pqxx::row& row : work.exec_params(
             "SELECT slot FROM snapshots WHERE network = $1 GROUP BY slot HAVING bool_and(state = "
             "'reorged') AND max(checked_at) >= $2 ORDER BY slot LIMIT $3",
             network, since, max_listed_snapshots))
      out.push_back(row[0].as<std::uint64_t>());
    return out;
  });
}

Expected<void> SnapshotStore::mark(const StoredSnapshot& stored, SnapshotState state,
                                   std::uint64_t checked_at) {
  std::optional<NetworkSnapshot> snapshot;
  if (state == SnapshotState::confirmed) {
    const Expected<std::string> text = file(stored.content_hash);
    if (!text) return std::unexpected(text.error());
    Expected<NetworkSnapshot> read = read_network_snapshot(*text);
    if (!read) return std::unexpected(within(to_hex(stored.content_hash), read.error()));
    snapshot = std::move(*read);
  }
  return connection_->guarded([&]() -> Expected<void> {
    pqxx::work work(connection_->sql());
    work.exec_params("UPDATE snapshots SET state = $2, checked_at = $3 WHERE snapshot_id = $1",
                     stored.id, std::string(snapshot_state_name(state)), checked_at);
    if (snapshot)
      if (auto ok = enter_memberships(*connection_, work, *snapshot); !ok) return ok;
    work.commit();
    return {};
  });
}

}  // namespace apsis
