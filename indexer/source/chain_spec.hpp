// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/units.hpp"

namespace apsis {

/// One line of BLOB_SCHEDULE: from `epoch` on a block may hold `max_blobs`.
struct BlobScheduleEntry {
  std::uint64_t epoch = 0;
  std::uint64_t max_blobs = 0;
};

/// The chain's own configuration and preset as its node or recording tells them: names of the
/// consensus specs, values as text, nothing interpreted.
struct ChainSpec {
  std::map<std::string, std::string> values{};
  std::vector<BlobScheduleEntry> blob_schedule{};  ///< in the order given

  /// The value as a decimal number; nothing if it is not there or is no such number.
  std::optional<std::uint64_t> number(const std::string& name) const;
};

/// What identifies a chain.
struct Genesis {
  std::uint64_t genesis_time = 0;  ///< Unix seconds
  Bytes32 genesis_validators_root{};
  std::array<std::uint8_t, 4> genesis_fork_version{};
};

/// Reads the answer of /eth/v1/config/spec: {"data":{NAME:"value",…}}; `where` names the file or
/// URL in errors (decode).
Expected<ChainSpec> parse_spec_json(std::string_view json, const std::string& where);

/// Reads a client's config.yaml (NAME: value lines). It holds the configuration, not the preset.
Expected<ChainSpec> parse_config_yaml(const std::string& yaml, const std::string& where);

/// Reads the answer of /eth/v1/beacon/genesis.
Expected<Genesis> parse_genesis_json(std::string_view json, const std::string& where);

/// SLOTS_PER_EPOCH of the spec, else of its PRESET_BASE; nothing if neither is known.
std::optional<std::uint64_t> slots_per_epoch(const ChainSpec& spec);

/// Lower-case name of the fork in force at a slot ("deneb"), by the NAME_FORK_EPOCH values; nothing
/// if the spec does not say how long an epoch is.
std::optional<std::string> fork_at_slot(const ChainSpec& spec, Slot slot);

}  // namespace apsis
