// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/pg/connection.hpp"

namespace apsis {

/// Which rows of the rewards table are wanted; nothing: all.
struct RewardsRange {
  std::optional<std::uint64_t> from_epoch, to_epoch;  ///< both included
  std::optional<std::uint32_t> validator;
};

/// Takes a piece of text; false when it cannot be written.
using TextSink = std::function<bool(std::string_view)>;

/// Column names of the table, with the line's end.
std::string rewards_csv_header();

/// The table of rewards as CSV: a header, then one line an epoch and tracked validator, sorted by
/// both; amounts in gwei, nominal. Reads a few epochs at a time. Errors: unavailable (the database,
/// or the sink).
Expected<void> write_rewards_csv(Connection& connection, const RewardsRange& range,
                                 const TextSink& sink);

}  // namespace apsis
