// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "indexer/replay/beacon_state.hpp"

namespace apsis {

/// How one field of the state's container meets the columns: how it is read, hashed and written.
/// Which fields a fork has, and in which order, says its SszType.
struct StateField {
  std::string_view name;
  void (*load)(BeaconState&, const SszView&);
  Bytes32 (*root)(BeaconState&);
  void (*write)(const BeaconState&, Bytes&);  ///< appends the serialized field
};

/// Entry for a field name; null for an unknown one.
const StateField* find_state_field(std::string_view name);

}  // namespace apsis
