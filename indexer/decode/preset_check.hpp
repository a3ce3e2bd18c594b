// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/decode/chain_config.hpp"
#include "indexer/decode/config_values.hpp"

namespace apsis {

/// The preset that a configuration names (PRESET_BASE), else the one with its SLOTS_PER_EPOCH.
/// One that is not built is an error (usage).
Expected<PresetName> find_preset(const ConfigValues& values);

/// Compares the preset's values among `values` with those that are compiled in; the first that
/// differs is an error (usage) with its name.
Expected<void> check_preset(const ConfigValues& values, PresetName preset);

}  // namespace apsis
