// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/error.hpp"
#include "oracle/wallet/locked_bytes.hpp"

namespace apsis {

/// Most bytes that a file with a secret may have.
inline constexpr std::size_t max_secret_file_bytes = 64 << 10;

/// The whole of a file that only its owner may read or write (mode 0600 or less) and that belongs
/// to this user or to root, straight into locked memory. `usage` for a file that is missing, is
/// no regular file, lies open to others or is too large; the content is never part of an error.
Expected<LockedBytes> read_secret_file(const std::filesystem::path& path);

/// As read_secret_file, without line ends behind the content: a password that an editor saved.
Expected<LockedBytes> read_password_file(const std::filesystem::path& path);

/// Writes a new file with mode 0600, synced before it gets its name. `usage` if there is one
/// already: a wallet is never overwritten.
Expected<void> write_secret_file(const std::filesystem::path& path, ByteSpan content);

}  // namespace apsis
