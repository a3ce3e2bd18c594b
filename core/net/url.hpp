// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace apsis {

/// Address of an HTTP service. Never print its parts: print `redacted()`.
struct Url {
  bool tls = false;        ///< https
  std::string user{};      ///< percent-decoded; empty when the URL names none
  std::string password{};  ///< percent-decoded
  std::string host{};      ///< without the brackets of an IPv6 address
  std::uint16_t port = 0;
  std::string path{};   ///< begins with '/' or is empty, never ends with '/'
  std::string query{};  ///< without '?'

  /// Host and port as a Host header wants them; the scheme's usual port is left out.
  std::string host_header() const;
  /// Path and query of a request: this path, then `target` ("/eth/v1/…?x=y"), then this query.
  std::string join(std::string_view target) const;
  /// The URL as logs may show it: "***" for user and password, for long words of the path (keys of
  /// hosted nodes) and for the values of the query.
  std::string redacted() const;
};

/// Splits "http://" and "https://" URLs. Errors (usage) never repeat the text, which may hold a
/// password.
Expected<Url> parse_url(std::string_view text);

/// Splits a list "URL,URL"; each as parse_url, at least one.
Expected<std::vector<Url>> parse_url_list(std::string_view text);

/// Longest URL that is accepted.
inline constexpr std::size_t max_url_bytes = 2048;
/// Most URLs that one list may hold.
inline constexpr std::size_t max_urls = 16;

}  // namespace apsis
