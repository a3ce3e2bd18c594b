// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "oracle/state/json_reader.hpp"

namespace apsis {

/// Newest version of rewards files that is known.
inline constexpr std::uint64_t max_rewards_file_version = 4;

/// What rewards files and performance files begin with.
struct FileHeader {
  std::uint64_t version = 0;  ///< rewardsFileVersion, 1 to 4
  std::uint64_t ruleset = 0;  ///< 0: the file is from before rulesets were numbered
  std::uint64_t index = 0;
  std::string network;
  std::string start_time;  ///< RFC 3339
  std::string end_time;
  std::uint64_t consensus_start_block = 0;
  std::uint64_t consensus_end_block = 0;
  std::uint64_t execution_start_block = 0;
  std::uint64_t execution_end_block = 0;
};

/// Reads the header's fields; block numbers may be left out (0).
FileHeader read_file_header(const JsonNode& root);
/// The same for performance files of version 1, which say neither version nor ruleset.
FileHeader read_unversioned_header(const JsonNode& root);

}  // namespace apsis
