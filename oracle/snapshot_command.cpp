// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/snapshot_command.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "core/hex.hpp"
#include "core/pg/database.hpp"
#include "oracle/explain/json_diff.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_store.hpp"
#include "oracle/state/snapshot_writer.hpp"
#include "oracle/state/text_file.hpp"
#include "schema/schema.hpp"

namespace apsis {

namespace {

using nlohmann::json;

Expected<Database> open_store(const std::string& target, bool create) {
  return open_database(target, schema_migrations(), create,
                       [](const std::string& line) { spdlog::info("{}", line); });
}

Expected<NetworkSnapshot> load_file(const std::filesystem::path& path) {
  const Expected<std::string> text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  Expected<NetworkSnapshot> snapshot = read_network_snapshot(*text);
  if (!snapshot) return std::unexpected(within(path.string(), snapshot.error()));
  return snapshot;
}

std::uint64_t now_seconds() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}

std::string time_text(std::uint64_t seconds) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}Z", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

void print_line(const StoredSnapshot& snapshot) {
  fmt::print("{} slot {} block {} {} {} {} {}{}\n", snapshot.network, snapshot.slot,
             snapshot.block_number, to_hex(snapshot.content_hash).substr(0, 18),
             snapshot_state_name(snapshot.taking.state),
             snapshot_origin_name(snapshot.taking.origin), time_text(snapshot.taking.taken_at),
             snapshot.taking.used_archive ? " archive" : "");
}

void print_whole(const StoredSnapshot& snapshot, std::size_t file_bytes) {
  const SnapshotTaking& taking = snapshot.taking;
  fmt::print("network       {}\nslot          {}\nblock         {}\nblock hash    {}\n",
             snapshot.network, snapshot.slot, snapshot.block_number,
             taking.block_hash ? to_hex(*taking.block_hash) : "not known");
  fmt::print("content hash  {}\nfile bytes    {}\n", to_hex(snapshot.content_hash), file_bytes);
  fmt::print("taken         {}, {}{}\n", time_text(taking.taken_at),
             snapshot_origin_name(taking.origin),
             taking.used_archive ? ", from an archive node" : "");
  fmt::print("state         {}{}\n", snapshot_state_name(taking.state),
             snapshot.checked_at ? ", looked at " + time_text(*snapshot.checked_at) : "");
  fmt::print("cost          {} sub-calls in {} requests, {} bytes, {} ms\n", taking.cost.sub_calls,
             taking.cost.requests, taking.cost.answer_bytes, taking.cost.milliseconds);
}

/// A snapshot's canonical file: of a file's snapshot, or of a stored one.
Expected<std::string> canonical_of(const std::string& database, const std::string& name) {
  if (std::filesystem::exists(name)) {
    const Expected<NetworkSnapshot> snapshot = load_file(name);
    if (!snapshot) return std::unexpected(snapshot.error());
    return write_network_snapshot(*snapshot);
  }
  Expected<Database> opened = open_store(database, false);
  if (!opened) return std::unexpected(opened.error());
  SnapshotStore store(opened->connection);
  const Expected<StoredSnapshot> found = store.find(name);
  if (!found) return std::unexpected(found.error());
  return store.file(found->content_hash);
}

std::string shown(const std::string& value) {
  return value.empty() ? "none" : value;
}

}  // namespace

Expected<int> run_snapshot_show(const std::string& database, const std::string& name) {
  Expected<Database> opened = open_store(database, false);
  if (!opened) return std::unexpected(opened.error());
  SnapshotStore store(opened->connection);
  if (name.empty()) {
    const auto all = store.list();
    if (!all) return std::unexpected(all.error());
    for (const StoredSnapshot& snapshot : *all) print_line(snapshot);
    if (all->empty()) fmt::print("no snapshot is stored\n");
    return 0;
  }
  const Expected<StoredSnapshot> found = store.find(name);
  if (!found) return std::unexpected(found.error());
  const Expected<std::string> file = store.file(found->content_hash);
  if (!file) return std::unexpected(file.error());
  print_whole(*found, file->size());
  return 0;
}

Expected<int> run_snapshot_export(const std::string& database, const std::string& name,
                                  const std::filesystem::path& file) {
  Expected<Database> opened = open_store(database, false);
  if (!opened) return std::unexpected(opened.error());
  SnapshotStore store(opened->connection);
  const Expected<StoredSnapshot> found = store.find(name);
  if (!found) return std::unexpected(found.error());
  const Expected<std::string> text = store.file(found->content_hash);
  if (!text) return std::unexpected(text.error());
  if (auto written = write_text_file(file, *text); !written)
    return std::unexpected(written.error());
  fmt::print("{}: slot {}, content {}\n", file.string(), found->slot, to_hex(found->content_hash));
  return 0;
}

Expected<int> run_snapshot_import(const std::string& database,
                                  const std::vector<std::filesystem::path>& files) {
  Expected<Database> opened = open_store(database, true);
  if (!opened) return std::unexpected(opened.error());
  SnapshotStore store(opened->connection);
  for (const std::filesystem::path& path : files) {
    const Expected<NetworkSnapshot> snapshot = load_file(path);
    if (!snapshot) return std::unexpected(snapshot.error());
    const Expected<StoredSnapshot> stored =
        store.put(*snapshot, {.block_hash = std::nullopt,
                              .origin = SnapshotOrigin::imported,
                              .taken_at = now_seconds()});
    if (!stored) return std::unexpected(within(path.string(), stored.error()));
    fmt::print("{}: slot {}, content {}\n", path.string(), stored->slot,
               to_hex(stored->content_hash));
  }
  return 0;
}

Expected<int> run_snapshot_diff(const std::string& database, const std::string& first,
                                const std::string& second) {
  const Expected<std::string> a = canonical_of(database, first);
  if (!a) return std::unexpected(a.error());
  const Expected<std::string> b = canonical_of(database, second);
  if (!b) return std::unexpected(b.error());
  std::size_t count = 0;
  if (*a != *b)
    for (const FieldDifference& field : json_differences(json::parse(*a), json::parse(*b))) {
      fmt::print("{}: {} -> {}\n", field.path, shown(field.a), shown(field.b));
      ++count;
    }
  if (count == 0)
    fmt::print("{}\n", *a == *b ? "no difference" : "the same nodes in another order");
  return *a == *b ? 0 : exit_status(ErrorKind::mismatch);
}

}  // namespace apsis
