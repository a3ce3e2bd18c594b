// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace apsis {

/// Beacon-chain upgrades in order; comparing them compares their age.
enum class Fork : std::uint8_t { phase0, altair, bellatrix, capella, deneb, electra, fulu };

/// Number of forks that are known here.
inline constexpr std::size_t fork_count = 7;

/// Names as the Beacon API and the config keys spell them, in lower case.
inline constexpr std::string_view fork_names[fork_count] = {
    "phase0", "altair", "bellatrix", "capella", "deneb", "electra", "fulu"};

/// Name of a fork, lower case.
constexpr std::string_view fork_name(Fork fork) {
  return fork_names[static_cast<std::size_t>(fork)];
}

/// Fork with this name; nothing if there is none.
constexpr std::optional<Fork> fork_from_name(std::string_view name) {
  for (std::size_t i = 0; i < fork_count; ++i) {
    if (fork_names[i] == name) return static_cast<Fork>(i);
  }
  return std::nullopt;
}

}  // namespace apsis
