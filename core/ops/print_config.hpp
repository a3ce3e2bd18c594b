// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/ops/option.hpp"
#include "core/ops/settings.hpp"

namespace apsis {

/// The effective configuration as TOML, each value followed by where it came from; credentials are
/// redacted.
std::string print_config(const ProgramSpec& program, const Settings& settings);

/// A configuration file that sets every key of the program to its default, each with its help.
std::string sample_config(const ProgramSpec& program);

}  // namespace apsis
