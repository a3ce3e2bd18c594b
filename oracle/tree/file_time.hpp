// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace apsis {

/// The time that files without an interval's bounds give: "0001-01-01T00:00:00Z".
inline constexpr std::int64_t zero_time_seconds = -62'135'596'800;

/// Unix seconds as "2025-05-01T05:29:59Z"; for times of the years 0 to 9999.
std::string rfc3339_time(std::int64_t unix_seconds);

/// Unix seconds of an RFC 3339 time of whole seconds, with "Z" or an offset such as "+02:00";
/// nothing if it is not one.
std::optional<std::int64_t> unix_seconds_of(std::string_view rfc3339);

/// Whether rfc3339_time can write it.
bool is_file_time(std::int64_t unix_seconds);

}  // namespace apsis
