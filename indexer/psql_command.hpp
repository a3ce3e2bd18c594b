// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace apsis {

/// `psql`: query the database by hand.
struct PsqlOptions {
  std::string database;                ///< `--db`
  std::vector<std::string> arguments;  ///< given to psql as they are
};

/// Runs psql on the database and waits for it; a private cluster is joined (started, if need be)
/// for that time. The credentials go through psql's environment, not its arguments. Gives psql's
/// exit status, or 2 or 3 when it could not be started.
int run_psql(const PsqlOptions& options);

}  // namespace apsis
