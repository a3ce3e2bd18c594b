// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "oracle/interval/interval_rewards.hpp"
#include "oracle/tree/file_header.hpp"

namespace apsis {

/// What one validator did and earned in an interval; scores and wei.
struct ValidatorPerformance {
  std::uint64_t successful = 0;
  std::uint64_t missed = 0;
  uint256 score;
  std::vector<std::uint64_t> missing_slots;  ///< ascending
  uint256 eth_earned;                        ///< without the bonus
  std::optional<uint256> consensus_income;
  std::optional<uint256> bonus;  ///< after scaling
  std::optional<uint256> effective_commission;
};

/// One minipool of a performance file.
struct MinipoolPerformance {
  Bytes48 pubkey{};
  ValidatorPerformance validator;
};

/// One megapool of a performance file. Its voters' share is stated only when none of its
/// validators is.
struct MegapoolPerformance {
  std::optional<uint256> voter_share;
  std::map<Bytes48, ValidatorPerformance> validators;
};

/// A performance file: those validators that had a duty, of nodes that the pool paid.
struct PerformanceFile {
  FileHeader header;
  std::map<Bytes20, MinipoolPerformance> minipools;
  std::map<Bytes20, MegapoolPerformance> megapools;  ///< ruleset 11
  std::optional<uint256> bonus_scalar;               ///< of 10^18
};

/// Performance file of a computed interval.
PerformanceFile build_performance_file(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                       const IntervalResult& result);

/// The file's JSON as oracle nodes publish it: compact, fields in the official order.
std::string write_performance_file(const PerformanceFile& file);

/// Reads the JSON of a performance file of rewards file version 2 to 4. `decode` with the JSON
/// path.
Expected<PerformanceFile> read_performance_file(const std::string& text);

}  // namespace apsis
