// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/status_command.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "core/pg/database.hpp"
#include "indexer/store/status_report.hpp"
#include "indexer/store/table_checksums.hpp"
#include "schema/schema.hpp"

namespace apsis {
namespace {

Expected<std::string> checksum_lines(Connection& connection) {
  const Expected<std::vector<TableChecksum>> sums = table_checksums(connection);
  if (!sums) return std::unexpected(sums.error());
  std::string out;
  for (const TableChecksum& sum : *sums)
    out += fmt::format("{:<22} {:>10} {}\n", sum.table, sum.rows, sum.md5);
  return out;
}

Expected<std::string> status_output(const StatusOptions& options) {
  Expected<Database> database = open_database(options.database, schema_migrations(), false);
  if (!database) return std::unexpected(database.error());
  Connection& connection = database->connection;
  if (options.checksums) return checksum_lines(connection);
  const Expected<StatusReport> report = read_status(connection);
  if (!report) return std::unexpected(report.error());
  if (options.json) return status_json(*report, connection.shown());
  std::string out = status_text(*report, connection.shown());
  if (database->server)
    out += fmt::format("query it      apsis-indexer psql --db {}\n", connection.shown());
  return out;
}

}  // namespace

int run_status(const StatusOptions& options) {
  const Expected<std::string> text = status_output(options);
  if (!text) {
    fmt::print(stderr, "apsis-indexer: {}\n", text.error().text());
    return exit_status(text.error().kind);
  }
  const bool written = std::fwrite(text->data(), 1, text->size(), stdout) == text->size() &&
                       std::fflush(stdout) == 0;
  return written ? 0 : exit_status(ErrorKind::unavailable);
}

}  // namespace apsis
