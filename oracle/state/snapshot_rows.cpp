// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_rows.hpp"

#include <array>

#include "core/hex.hpp"

namespace apsis {

namespace {

constexpr std::array<std::string_view, 3> state_names = {"unconfirmed", "confirmed", "reorged"};
constexpr std::array<std::string_view, 3> origin_names = {"full", "cached", "imported"};

/// The value whose name stands at its place; the schema allows no other names.
template <class Value>
Value named(const std::array<std::string_view, 3>& names, const std::string& text) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == text) return static_cast<Value>(i);
  return {};
}

Expected<StoredSnapshot> snapshot_of(const pqxx::row& row) {
  StoredSnapshot out;
  out.id = row["snapshot_id"].as<std::int64_t>();
  out.network = row["network"].as<std::string>();
  out.slot = row["slot"].as<std::uint64_t>();
  out.block_number = row["block_number"].as<std::uint64_t>();
  const auto content = array_from_hex<32>(row["content"].as<std::string>());
  const bool has_block = !row["block"].is_null();
  if (has_block) out.taking.block_hash = array_from_hex<32>(row["block"].as<std::string>());
  if (!content || has_block != out.taking.block_hash.has_value())
    return fail(ErrorKind::mismatch, "a hash is not 32 bytes",
                "snapshots, snapshot_id " + std::to_string(out.id),
                "restore the database, or delete the row and take the snapshot again");
  out.content_hash = *content;
  out.taking.state = named<SnapshotState>(state_names, row["state"].as<std::string>());
  out.taking.origin = named<SnapshotOrigin>(origin_names, row["origin"].as<std::string>());
  out.taking.used_archive = row["used_archive"].as<bool>();
  out.taking.taken_at = row["taken_at"].as<std::uint64_t>();
  if (!row["checked_at"].is_null()) out.checked_at = row["checked_at"].as<std::uint64_t>();
  out.taking.cost = {row["sub_calls"].as<std::uint64_t>(), row["requests"].as<std::uint64_t>(),
                     row["answer_bytes"].as<std::uint64_t>(),
                     row["milliseconds"].as<std::uint64_t>()};
  return out;
}

}  // namespace

std::string_view snapshot_state_name(SnapshotState state) {
  return state_names[static_cast<std::size_t>(state)];
}

std::string_view snapshot_origin_name(SnapshotOrigin origin) {
  return origin_names[static_cast<std::size_t>(origin)];
}

Expected<std::vector<StoredSnapshot>> read_snapshot_rows(pqxx::transaction_base& work,
                                                         const std::string& rest) {
  std::vector<StoredSnapshot> out;
  const pqxx::result rows = work.exec(
      "SELECT *, encode(content_hash, 'hex') AS content, encode(block_hash, 'hex') AS block "
      "FROM snapshots " +
      rest);
  for (const pqxx::row& row : rows) {
    Expected<StoredSnapshot> snapshot = snapshot_of(row);
    if (!snapshot) return std::unexpected(snapshot.error());
    out.push_back(std::move(*snapshot));
  }
  return out;
}

std::string bytea_text(ByteSpan bytes) {
  return "\\x" + to_hex_bare(bytes);
}

}  // namespace apsis
