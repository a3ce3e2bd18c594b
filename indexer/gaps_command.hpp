// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/pg/database_url.hpp"

namespace apsis {

/// Flags of `apsis-indexer gaps`.
struct GapsOptions {
  std::string database = std::string(default_database);  ///< `--db`
  std::optional<std::uint64_t> from_epoch, to_epoch;     ///< `--from`, `--to`, both included
  bool json = false;                                     ///< `--json`
};

/// Prints on standard output which epochs the database lacks; gives the exit status, which is 0
/// with gaps, too.
int run_gaps(const GapsOptions& options);

}  // namespace apsis
