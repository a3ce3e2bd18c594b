// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/pg/connection.hpp"

namespace apsis {

/// What a database holds. Without a chain or without epochs the numbers are 0.
struct StatusReport {
  std::optional<std::string> config_name;
  std::string preset, genesis_validators_root, anchor_root;
  std::uint64_t genesis_time = 0, anchor_slot = 0;
  std::optional<std::uint64_t> first_epoch, last_epoch;
  std::uint64_t epochs = 0, canonical_blocks = 0, orphaned_blocks = 0, missed_slots = 0;
  std::uint64_t validators = 0, proposals = 0, withdrawals = 0, deposits = 0, saturations = 0;
  std::optional<std::uint64_t> last_final_epoch;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> gaps;  ///< missing epochs, both included
  std::string proof_mode, proof_state_root;                   ///< of the last epoch
  std::uint64_t proof_slot = 0;
  std::string tracking;                  ///< "all", "list" or "not decided"
  std::uint64_t tracked_validators = 0;  ///< in the last epoch's row
  std::uint64_t schema_step = 0;
  std::uint64_t size_bytes = 0;
};

/// Reads the report from one snapshot. Errors: unavailable.
Expected<StatusReport> read_status(Connection& connection);

/// The report for people, a line a fact.
std::string status_text(const StatusReport& report, const std::string& shown);

/// The report as one JSON object; numbers as numbers, roots as hex, missing values as null.
std::string status_json(const StatusReport& report, const std::string& shown);

}  // namespace apsis
