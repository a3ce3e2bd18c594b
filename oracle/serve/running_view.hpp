// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/interval/rewards_amounts.hpp"

namespace apsis {

/// The newest interval's running tree, as `tree run` stored it.
struct RunningView {
  std::string network;
  std::uint64_t index = 0;
  std::uint64_t ruleset = 0;
  std::uint64_t first_epoch = 0;
  std::uint64_t last_epoch = 0;
  std::uint64_t planned_last_epoch = 0;
  bool is_complete = false;
  std::string merkle_root;      ///< 0x and hex
  std::string snapshot_sha256;  ///< the same
  RewardsTotals totals;
  NodeAmountsByAddress shares;
};

/// Reads it; nothing if there is none.
Expected<std::optional<RunningView>> read_running_view(Connection& connection);

}  // namespace apsis
