// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/migrations.hpp"

#include <map>
#include <string>

#include "core/check.hpp"
#include "core/hash/sha256.hpp"
#include "core/hex.hpp"

namespace apsis {
namespace {

/// Key of the advisory lock; any number that no other program uses on the same database.
constexpr const char* lock_sql = "SELECT pg_advisory_lock(7021337001)";
constexpr const char* unlock_sql = "SELECT pg_advisory_unlock(7021337001)";
constexpr const char* create_sql =
    "CREATE TABLE IF NOT EXISTS schema_migrations "
    "(number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL)";

struct AppliedStep {
  std::string name, checksum;
};
using AppliedSteps = std::map<int, AppliedStep>;

std::string checksum_of(const Migration& step) {
  return to_hex_bare(
      sha256(ByteSpan(reinterpret_cast<const std::uint8_t*>(step.sql.data()), step.sql.size())));
}

AppliedSteps read_applied(pqxx::connection_base& sql) {
  pqxx::nontransaction query(sql);
  AppliedSteps out;
  if (query.exec("SELECT to_regclass('schema_migrations')")[0][0].is_null()) return out;
  for (const auto& row : query.exec("SELECT number, name, checksum FROM schema_migrations"))
    out[row[0].as<int>()] = {row[1].as<std::string>(), row[2].as<std::string>()};
  return out;
}

/// Whether all steps are in place; an error when database and program do not belong together.
Expected<bool> compare(const AppliedSteps& applied, std::span<const Migration> steps,
                       const std::string& shown) {
  const int newest = steps.empty() ? 0 : steps.back().number;
  if (!applied.empty() && applied.rbegin()->first > newest)
    return fail(ErrorKind::usage,
                "the database has schema step " + std::to_string(applied.rbegin()->first) +
                    ", this program knows steps up to " + std::to_string(newest),
                shown, "Use the newer version of the program that wrote it");
  for (const Migration& step : steps) {
    const auto found = applied.find(step.number);
    if (found != applied.end() && found->second.checksum != checksum_of(step))
      return fail(ErrorKind::usage,
                  "schema step " + std::to_string(step.number) + " (" + found->second.name +
                      ") was applied with other contents than this program holds",
                  shown,
                  "Use the version of the program that made the database, or a new database");
  }
  return applied.size() == steps.size();
}

void apply(pqxx::connection_base& sql, const Migration& step) {
  pqxx::work transaction(sql);
  transaction.exec(std::string(step.sql));
  transaction.exec_params("INSERT INTO schema_migrations VALUES ($1, $2, $3)", step.number,
                          std::string(step.name), checksum_of(step));
  transaction.commit();
}

Expected<void> apply_missing(Connection& connection, std::span<const Migration> steps) {
  pqxx::nontransaction(connection.sql()).exec(create_sql);
  // Read again under the lock: another program may have done the work while this one waited.
  const AppliedSteps applied = read_applied(connection.sql());
  const Expected<bool> complete = compare(applied, steps, connection.shown());
  if (!complete) return std::unexpected(complete.error());
  for (const Migration& step : steps)
    if (!applied.contains(step.number)) apply(connection.sql(), step);
  return {};
}

}  // namespace

Expected<void> apply_migrations(Connection& connection, std::span<const Migration> steps) {
  for (std::size_t i = 1; i < steps.size(); ++i) CHECK(steps[i - 1].number < steps[i].number);
  return connection.guarded([&]() -> Expected<void> {
    const Expected<bool> complete =
        compare(read_applied(connection.sql()), steps, connection.shown());
    if (!complete) return std::unexpected(complete.error());
    if (*complete) return {};
    // The lock belongs to the session: it goes with it if this program dies.
    pqxx::nontransaction(connection.sql()).exec(lock_sql);
    Expected<void> done = connection.guarded([&] { return apply_missing(connection, steps); });
    pqxx::nontransaction(connection.sql()).exec(unlock_sql);
    return done;
  });
}

}  // namespace apsis
