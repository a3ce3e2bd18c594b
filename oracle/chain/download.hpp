// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace apsis {

/// Largest published file that is taken; mainnet's are below 8 MiB.
inline constexpr std::size_t max_download_bytes = std::size_t{64} << 20;
/// Most mirrors that one call may name.
inline constexpr std::size_t max_mirrors = 16;

/// Splits "https://one/%s;https://two/%s" (';' as the official programs part them). `usage` for a
/// template without exactly one "%s", for too many, and for what is no URL.
Expected<std::vector<std::string>> parse_mirrors(std::string_view text);

/// The template with the file's name in the place of "%s" and the network in that of each "%n".
std::string mirror_url(const std::string& mirror, std::string_view network,
                       std::string_view file_name);

/// The body of a file at a URL; a few redirects are followed. `unavailable` with the redacted URL
/// for anything but status 200 and for more than max_download_bytes.
Expected<std::string> download(const std::string& url);

}  // namespace apsis
