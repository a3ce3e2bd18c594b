// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"

namespace apsis {

/// Where a program's database is, as the flag `--db` says it.
struct DatabaseTarget {
  bool embedded = true;
  /// Folder of the private cluster (embedded only); may be relative.
  std::string directory;
  /// What libpq connects with (not embedded only); holds the password, so it is never shown.
  std::string conninfo;
  /// The password alone, to blank it out of messages; empty without one.
  std::string password;
  /// The place for people: `embedded:DIR` or `postgresql://user@host:port/name`, no password.
  std::string shown;
};

/// Default of `--db`.
inline constexpr std::string_view default_database = "embedded:./apsis-db";
/// Seconds that a connection attempt may take, unless the URL says otherwise.
inline constexpr int connect_timeout_seconds = 10;

/// Target of `embedded:DIR`, of a `postgresql://` URL or of a `key=value` connection text. Errors
/// never hold the text itself: it may contain a password.
Expected<DatabaseTarget> parse_database_target(std::string_view text);

/// One `key='value'` pair of a connection text, quoted as libpq reads it.
std::string conninfo_pair(std::string_view key, std::string_view value);

/// The text with every occurrence of `secret` replaced by `***`.
std::string without_secret(std::string text, std::string_view secret);

}  // namespace apsis
