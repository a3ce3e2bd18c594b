// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/ops/option.hpp"

namespace apsis {

/// One value of a configuration file, as text, with its line.
struct FileValue {
  std::string text;
  unsigned line;
};

/// Values of a configuration file by key ("key" or "section.key").
using FileValues = std::map<std::string, FileValue, std::less<>>;

/// Largest configuration file that is read.
inline constexpr std::size_t config_bytes_max = 1 << 20;

/// Reads TOML. `name` is what errors call the text. Refused, with the line: what is not TOML, keys
/// that the program does not have, values that are neither text, whole numbers nor booleans.
Expected<FileValues> parse_config(std::string_view toml, std::string_view name,
                                  const ProgramSpec& program);

/// Reads the file at `path` as parse_config does.
Expected<FileValues> read_config(const std::string& path, const ProgramSpec& program);

}  // namespace apsis
