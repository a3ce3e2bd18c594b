// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/pg/database_url.hpp"

namespace apsis {

/// Flags of `apsis-indexer status`.
struct StatusOptions {
  std::string database = std::string(default_database);  ///< `--db`
  bool json = false;                                     ///< `--json`
  bool checksums =
      false;  ///< `--checksums`: table, rows and MD5 over its sorted rows, a line a table
};

/// Prints what the database holds on standard output, errors on standard error; gives the exit
/// status.
int run_status(const StatusOptions& options);

}  // namespace apsis
