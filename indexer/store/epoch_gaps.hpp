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

/// Which epochs of a range are not stored; both ends of all ranges are included.
struct EpochGaps {
  std::optional<std::pair<std::uint64_t, std::uint64_t>> range;  ///< nothing: no epoch to look for
  std::vector<std::pair<std::uint64_t, std::uint64_t>> gaps;     ///< ascending

  /// Missing epochs in all.
  std::uint64_t missing() const;
};

/// Looks for missing epochs from `first` to `last`. Without them: from the first epoch that the
/// database's first replay saw whole, or an earlier one that is stored, to the last stored one.
/// Errors: unavailable; usage when the range ends before it begins.
Expected<EpochGaps> read_epoch_gaps(Connection& connection, std::optional<std::uint64_t> first,
                                    std::optional<std::uint64_t> last);

/// The gaps for people, a line a gap, and a last line with their sum.
std::string epoch_gaps_text(const EpochGaps& gaps);

/// The gaps as a JSON object: from, to, missing, gaps (a list of first and last).
std::string epoch_gaps_json(const EpochGaps& gaps);

}  // namespace apsis
