// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/pg/database.hpp"
#include "oracle/interval/interval_rewards.hpp"

namespace apsis {

/// Where a command takes an interval's inputs from.
struct IntervalSource {
  std::string ruleset;  ///< "v11" or "11"
  std::filesystem::path snapshot;
  std::filesystem::path duties;  ///< empty: from the database
  std::string database;          ///< "embedded:DIR" or a URL
};

/// An interval with what it was computed from; the result points into the snapshot.
struct ComputedInterval {
  std::unique_ptr<const NetworkSnapshot> snapshot;
  const Ruleset* ruleset = nullptr;
  IntervalResult result;
  std::optional<Database> database;  ///< the one that the duties came from
};

/// What is told while duties are read.
struct DutyProgress {
  std::function<void(const NetworkSnapshot& snapshot)> begin = [](const NetworkSnapshot&) {};
  std::function<void(std::uint64_t epoch)> epoch = [](std::uint64_t) {};
};

/// Reads snapshot and duties and computes the interval.
Expected<ComputedInterval> compute_from(const IntervalSource& source, const DutyProgress& told);

}  // namespace apsis
