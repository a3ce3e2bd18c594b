// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// Largest file that is read as a whole: several times a mainnet state.
inline constexpr std::uint64_t max_file_bytes = std::uint64_t{4} << 30;

/// The whole file. Fails with usage when it is missing, unavailable when it cannot be read; the
/// error names the path.
Expected<Bytes> read_file_bytes(const std::filesystem::path& path);

/// The whole file as text; errors as read_file_bytes.
Expected<std::string> read_file_text(const std::filesystem::path& path);

}  // namespace apsis
