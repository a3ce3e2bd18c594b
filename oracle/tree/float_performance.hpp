// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "oracle/tree/file_header.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// One minipool of a performance file of version 1, which holds rates and ETH as floating point.
struct FloatPerformance {
  Bytes48 pubkey{};
  double active_fraction = 0;  ///< of the interval; 0 where the file leaves it out
  std::uint64_t successful = 0;
  std::uint64_t missed = 0;
  double participation_rate = 0;
  std::vector<std::uint64_t> missing_slots;
  double eth_earned = 0;  ///< ETH
};

/// A performance file of version 1: mainnet's intervals before 15.
struct FloatPerformanceFile {
  FileHeader header;
  std::map<Bytes20, FloatPerformance> minipools;
};

/// Reads the JSON of a performance file of version 1. `decode` with the JSON path.
Expected<FloatPerformanceFile> read_float_performance(const std::string& text);

/// Checks what such a file and the rewards file of its interval prove together: the same header,
/// missed slots that fit their counts and the interval's epochs, rates that follow from the counts,
/// and no more ETH earned than the nodes got. `mismatch` names the entry. Amounts are compared as
/// closely as floating point allows: nobody is paid by this file.
Expected<void> verify_float_performance(const FloatPerformanceFile& performance,
                                        const RewardsFile& rewards);

}  // namespace apsis
