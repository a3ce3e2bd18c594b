// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/pg/connection.hpp"

namespace apsis {

/// One entry of the chain's fork schedule.
struct ForkEntry {
  std::string name;  ///< "deneb", "electra", …
  std::array<std::uint8_t, 4> version;
  std::uint64_t epoch;  ///< FAR_FUTURE_EPOCH: not scheduled
};

/// What tells one beacon chain from another, and where its replay began.
struct ChainIdentity {
  std::string config_name;  ///< CONFIG_NAME
  std::string preset;       ///< PRESET_BASE
  Bytes32 genesis_validators_root;
  std::uint64_t genesis_time;  ///< seconds since 1970
  std::uint64_t slots_per_epoch;
  std::uint64_t slot_duration_ms;
  std::uint64_t anchor_slot;  ///< of the state that the first replay started from
  Bytes32 anchor_root;        ///< block root of that state
  std::vector<ForkEntry> forks;
};

/// Writes the chain into an empty database; in one that has a chain, compares. The anchor of the
/// first run stays. A fork may be added or moved as long as neither its old nor its new epoch was
/// stored. Errors: usage, naming the field and both values, when the database belongs to another
/// chain.
Expected<void> put_chain_identity(Connection& connection, const ChainIdentity& chain);

}  // namespace apsis
