// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/pg/database_url.hpp"

namespace apsis {

/// Flags of `apsis-indexer rewards`.
struct RewardsOptions {
  std::string database = std::string(default_database);  ///< `--db`
  std::optional<std::uint64_t> from_epoch, to_epoch;     ///< `--from`, `--to`, both included
  std::optional<std::uint32_t> validator;                ///< `--validator`
  bool csv = false;                                      ///< `--csv`, the one format there is
};

/// Prints the stored rewards on standard output, a line an epoch and validator; gives the exit
/// status.
int run_rewards(const RewardsOptions& options);

}  // namespace apsis
