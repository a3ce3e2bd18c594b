// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/error.hpp"

namespace apsis {

/// A chain's names and values as text.
using ConfigValues = std::map<std::string, std::string>;

/// Value of `key`; nothing where the key is absent. What is no number is an error that names it.
Expected<std::optional<std::uint64_t>> config_number(const ConfigValues& values,
                                                     const std::string& key);

/// The error for a value that its key cannot have.
std::unexpected<Error> bad_config_value(const std::string& key, const std::string& value);

}  // namespace apsis
