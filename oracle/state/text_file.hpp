// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace apsis {

/// The whole file, at most max_json_bytes. `usage` if it is not there, `unavailable` if it cannot
/// be read.
Expected<std::string> read_text_file(const std::filesystem::path& path);

/// Writes a file and renames it into place, so that nobody ever sees half of it.
Expected<void> write_text_file(const std::filesystem::path& path, std::string_view text);

}  // namespace apsis
