// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// Content of a file in raw snappy (no framing); `decode` if it is not snappy or larger than 1 GiB.
Expected<Bytes> read_snappy_file(const std::filesystem::path& path);

/// Content of a file as it is.
Expected<Bytes> read_plain_file(const std::filesystem::path& path);

/// Number under `key` in a small YAML file; nothing if the file or the key is absent. Throws what
/// the YAML library throws when the file is not YAML.
std::optional<std::uint64_t> yaml_number(const std::filesystem::path& path, const std::string& key);

/// Text under `key`, likewise.
std::optional<std::string> yaml_text(const std::filesystem::path& path, const std::string& key);

}  // namespace apsis
