// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/tree_file.hpp"

#include <fmt/format.h>

#include "oracle/state/json_reader.hpp"
#include "oracle/tree/rewards_ssz.hpp"
#include "oracle/tree/zstd_copy.hpp"

namespace apsis {

namespace {

/// First ruleset whose performance file is named after more than minipools.
constexpr std::uint64_t first_ruleset_with_megapool_performance = 11;

ByteSpan bytes_of(const std::string& content) {
  return ByteSpan(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
}

}  // namespace

std::string rewards_file_name(std::string_view network, std::uint64_t index,
                              std::string_view extension) {
  return fmt::format("rp-rewards-{}-{}.{}", network, index, extension);
}

std::string performance_file_name(std::string_view network, std::uint64_t index,
                                  std::uint64_t ruleset) {
  const std::string_view of = ruleset < first_ruleset_with_megapool_performance ? "minipool-" : "";
  return fmt::format("rp-{}performance-{}-{}.json", of, network, index);
}

Expected<std::string> unpacked(std::string content) {
  if (!is_zstd(bytes_of(content))) return content;
  const Expected<Bytes> bytes = read_zstd(bytes_of(content), max_json_bytes);
  if (!bytes) return std::unexpected(bytes.error());
  return std::string(bytes->begin(), bytes->end());
}

Expected<RewardsFile> read_any_rewards_file(std::string content) {
  const Expected<std::string> plain = unpacked(std::move(content));
  if (!plain) return std::unexpected(plain.error());
  if (is_rewards_ssz(bytes_of(*plain))) return read_rewards_ssz(bytes_of(*plain));
  return read_rewards_file(*plain);
}

}  // namespace apsis
