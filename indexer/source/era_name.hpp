// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace apsis {

/// What an era's file name says.
struct EraFileName {
  std::string config_name{};
  std::uint64_t era = 0;     ///< the first of the file
  std::string root_start{};  ///< eight hex digits: the first four bytes of the last era's root
};

/// Reads a name like "CONFIG-00012-0a1b2c3d.era"; nothing when it is none.
std::optional<EraFileName> parse_era_file_name(std::string_view name);

/// How a root begins in a file's name.
std::string era_root_start(const Bytes32& root);

/// Name of an era's file: "CONFIG-00012-0a1b2c3d.era". `root` is the era's root: the genesis
/// validators root for era 0, later what the state at its end remembers of the era (an entry of
/// historical_roots, or the root of one of historical_summaries).
std::string era_file_name(const std::string& config_name, std::uint64_t era, const Bytes32& root);

}  // namespace apsis
