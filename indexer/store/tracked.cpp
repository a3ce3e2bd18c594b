// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/tracked.hpp"

#include <algorithm>
#include <charconv>

#include "core/check.hpp"
#include "core/hash/sha256.hpp"
#include "indexer/store/sql_values.hpp"

namespace apsis {
namespace {

constexpr const char* replace_list =
    "INSERT INTO tracked_validators (validator, pubkey) "
    "SELECT v, NULL FROM unnest($1::integer[]) AS v UNION SELECT NULL, p FROM "
    "unnest($2::bytea[]) AS p";

/// Equal texts mean equal lists: rows have other transaction numbers after any change.
constexpr const char* version_sql =
    "SELECT (SELECT count(*) || ':' || coalesce(max(xmin::text::bigint), 0) FROM "
    "tracked_validators) "
    "|| ':' || (SELECT count(*) FROM validator_keys k WHERE EXISTS "
    "(SELECT FROM tracked_validators t WHERE t.pubkey = k.pubkey))";

constexpr const char* known_sql =
    "SELECT DISTINCT coalesce(t.validator, k.validator) AS v FROM tracked_validators t "
    "LEFT JOIN validator_keys k ON k.pubkey = t.pubkey "
    "WHERE coalesce(t.validator, k.validator) IS NOT NULL ORDER BY v";

Expected<void> store_choice(Connection& connection, bool all,
                            const std::vector<TrackedEntry>& entries) {
  std::vector<std::int64_t> indices;
  std::string pubkeys = "{";
  for (const TrackedEntry& entry : entries) {
    if (entry.validator) indices.push_back(*entry.validator);
    if (!entry.pubkey) continue;
    if (pubkeys.size() > 1) pubkeys += ',';
    pubkeys += "\"\\" + bytea_text(*entry.pubkey) + "\"";
  }
  return connection.guarded([&]() -> Expected<void> {
    pqxx::work transaction(connection.sql());
    transaction.exec_params(
        "INSERT INTO tracking (mode) VALUES ($1) "
        "ON CONFLICT (only_row) DO UPDATE SET mode = excluded.mode",
        all ? "all" : "list");
    if (!all) {
      transaction.exec("DELETE FROM tracked_validators");
      transaction.exec_params(replace_list, array_text(std::span<const std::int64_t>(indices)),
                              pubkeys + "}");
    }
    transaction.commit();
    return {};
  });
}

Expected<std::optional<bool>> read_mode(Connection& connection) {
  return connection.guarded([&]() -> Expected<std::optional<bool>> {
    pqxx::nontransaction query(connection.sql());
    const pqxx::result mode = query.exec("SELECT mode = 'all' FROM tracking");
    if (mode.empty()) return std::nullopt;
    return mode[0][0].as<bool>();
  });
}

}  // namespace

Expected<Tracked> Tracked::load(Connection& connection, const std::optional<std::string>& flag,
                                const Notify& notify) {
  Tracked out(notify);
  const Expected<std::optional<bool>> mode = read_mode(connection);
  if (!mode) return std::unexpected(mode.error());
  out.all_ = *mode;
  if (!flag) return out;
  const bool all = *flag == "all";
  std::vector<TrackedEntry> entries;
  if (!all) {
    Expected<std::vector<TrackedEntry>> read = read_track_file(*flag);
    if (!read) return std::unexpected(read.error());
    entries = std::move(*read);
  }
  if (const Expected<void> done = store_choice(connection, all, entries); !done)
    return std::unexpected(done.error());
  if (notify && out.all_.has_value() && *out.all_ != all)
    notify(std::string("tracking changes to ") +
           (all ? "all validators" : "the validators of " + *flag) +
           ": this holds for epochs stored from now on, older ones keep what they have unless they "
           "are replayed with more");
  out.all_ = all;
  return out;
}

void Tracked::reload_when_changed(pqxx::transaction_base& transaction) {
  const auto version = transaction.exec(version_sql)[0][0].as<std::string>();
  if (version == version_) return;
  known_.clear();
  for (const auto& row : transaction.exec(known_sql)) known_.push_back(row[0].as<std::int32_t>());
  version_ = version;
}

TrackedSet Tracked::choose(pqxx::transaction_base& transaction, std::uint64_t active_validators,
                           std::uint32_t validator_count) {
  if (!all_) {
    all_ = active_validators < track_all_below_active;
    transaction.exec_params("INSERT INTO tracking (mode) VALUES ($1) ON CONFLICT DO NOTHING",
                            *all_ ? "all" : "list");
  }
  if (*all_) return {};
  reload_when_changed(transaction);
  if (known_.empty() && version_.starts_with("0:") && notify_)
    notify_("no validator is tracked: only totals and misses are stored; give --track FILE or all");
  TrackedSet out;
  const auto end = std::ranges::lower_bound(known_, static_cast<std::int32_t>(validator_count));
  out.validators.emplace(known_.begin(), end);
  const ByteSpan bytes(reinterpret_cast<const std::uint8_t*>(out.validators->data()),
                       out.validators->size() * sizeof(std::int32_t));
  const Bytes32 hash = sha256(bytes);
  for (std::size_t i = 0; i < 7; ++i) out.set_id = out.set_id << 8 | hash[i];
  return out;
}

std::string put_tracked_set(pqxx::transaction_base& transaction, const TrackedSet& set) {
  if (!set.validators) return "NULL";
  if (transaction.exec_params("SELECT 1 FROM tracked_sets WHERE set_id = $1", set.set_id).empty())
    transaction.exec_params("INSERT INTO tracked_sets VALUES ($1, $2::integer[])", set.set_id,
                            array_text(std::span<const std::int32_t>(*set.validators)));
  return std::to_string(set.set_id);
}

bool covers(pqxx::transaction_base& transaction, const std::optional<std::int64_t>& set_id,
            const TrackedSet& wanted) {
  if (!set_id) return true;
  if (!wanted.validators) return false;
  if (*set_id == wanted.set_id) return true;
  const pqxx::result rows =
      transaction.exec_params("SELECT validators FROM tracked_sets WHERE set_id = $1", *set_id);
  CHECK(!rows.empty());
  const auto stored = parse_array_text(rows[0][0].c_str(), -1);
  CHECK(stored.has_value());
  return std::ranges::includes(*stored, *wanted.validators);
}

}  // namespace apsis
