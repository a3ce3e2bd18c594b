// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/gaps_command.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "core/pg/database.hpp"
#include "indexer/store/epoch_gaps.hpp"
#include "schema/schema.hpp"

namespace apsis {
namespace {

Expected<std::string> gaps_output(const GapsOptions& options) {
  Expected<Database> database = open_database(options.database, schema_migrations(), false);
  if (!database) return std::unexpected(database.error());
  const Expected<EpochGaps> gaps =
      read_epoch_gaps(database->connection, options.from_epoch, options.to_epoch);
  if (!gaps) return std::unexpected(gaps.error());
  return options.json ? epoch_gaps_json(*gaps) : epoch_gaps_text(*gaps);
}

}  // namespace

int run_gaps(const GapsOptions& options) {
  const Expected<std::string> text = gaps_output(options);
  if (!text) {
    fmt::print(stderr, "apsis-indexer: {}\n", text.error().text());
    return exit_status(text.error().kind);
  }
  const bool written = std::fwrite(text->data(), 1, text->size(), stdout) == text->size() &&
                       std::fflush(stdout) == 0;
  return written ? 0 : exit_status(ErrorKind::unavailable);
}

}  // namespace apsis
