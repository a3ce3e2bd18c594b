// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/rewards_command.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "core/pg/database.hpp"
#include "indexer/store/rewards_csv.hpp"
#include "schema/schema.hpp"

namespace apsis {
namespace {

Expected<void> print_rewards(const RewardsOptions& options) {
  if (!options.csv)
    return fail(ErrorKind::usage, "no output format was named", "rewards", "Give --csv");
  if (options.from_epoch && options.to_epoch && *options.from_epoch > *options.to_epoch)
    return fail(ErrorKind::usage, "the range ends before it begins", "--from, --to",
                "Give --from E --to E with the smaller epoch first");
  Expected<Database> database = open_database(options.database, schema_migrations(), false);
  if (!database) return std::unexpected(database.error());
  const RewardsRange range{options.from_epoch, options.to_epoch, options.validator};
  const Expected<void> done =
      write_rewards_csv(database->connection, range, [](std::string_view text) {
        return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
      });
  if (!done) return done;
  if (std::fflush(stdout) != 0)
    return fail(ErrorKind::unavailable, "the table could not be written", "standard output");
  return {};
}

}  // namespace

int run_rewards(const RewardsOptions& options) {
  const Expected<void> done = print_rewards(options);
  if (done) return 0;
  fmt::print(stderr, "apsis-indexer: {}\n", done.error().text());
  return exit_status(done.error().kind);
}

}  // namespace apsis
