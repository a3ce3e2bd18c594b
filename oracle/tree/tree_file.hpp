// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// "rp-rewards-mainnet-30.json" (`extension` "json" or "ssz").
std::string rewards_file_name(std::string_view network, std::uint64_t index,
                              std::string_view extension);
/// "rp-performance-mainnet-51.json"; before ruleset 11 "rp-minipool-performance-…".
std::string performance_file_name(std::string_view network, std::uint64_t index,
                                  std::uint64_t ruleset);

/// The file without its `.zst` wrapping, if it has one; `decode` if that is damaged or holds more
/// than max_json_bytes.
Expected<std::string> unpacked(std::string content);

/// A rewards file in any of its forms: JSON of version 1 to 4, SSZ, and `.zst` copies of both; told
/// by the content alone.
Expected<RewardsFile> read_any_rewards_file(std::string content);

}  // namespace apsis
