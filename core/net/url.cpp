// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/net/http_message.hpp"

namespace apsis {

namespace {

/// Words of a path from this length on are taken for keys and not shown.
constexpr std::size_t key_length = 16;

std::unexpected<Error> refuse(std::string what) {
  return fail(ErrorKind::usage, std::move(what), "URL", "Write it as http://HOST:PORT");
}

std::string redact_path(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    out += end > key_length ? std::string_view("/***") : path.substr(0, end);
    path.remove_prefix(end);
  }
  return out;
}

std::string redact_query(std::string_view query) {
  std::string out;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    out += out.empty() ? '?' : '&';
    const std::size_t equals = pair.find('=');
    out += equals == std::string_view::npos ? "***" : fmt::format("{}=***", pair.substr(0, equals));
  }
  return out;
}

/// Host and port out of "host", "host:80", "[::1]" or "[::1]:80".
Expected<void> split_authority(std::string_view text, Url& url) {
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return refuse("an IPv6 address lacks its ']'");
    url.host = std::string(text.substr(1, end - 1));
    port = text.substr(end + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    url.host = std::string(text.substr(0, colon));
    port = text.substr(colon);
  }
  if (url.host.empty()) return refuse("no host");
  url.port = url.tls ? 443 : 80;
  if (port.empty()) return {};
  const char* end = port.data() + port.size();
  const auto [stop, error] = std::from_chars(port.data() + 1, end, url.port);
  if (port.front() != ':' || port.size() < 2 || error != std::errc() || stop != end ||
      url.port == 0) {
    return refuse("the port is not a number from 1 to 65535");
  }
  return {};
}

}  // namespace

std::string Url::host_header() const {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == (tls ? 443 : 80) ? name : fmt::format("{}:{}", name, port);
}

std::string Url::join(std::string_view target) const {
  std::string out = path + std::string(target);
  if (out.empty() || out.front() == '?') out.insert(0, "/");
  if (query.empty()) return out;
  return out + (out.find('?') == std::string::npos ? "?" : "&") + query;
}

std::string Url::redacted() const {
  return fmt::format("{}://{}{}{}{}", tls ? "https" : "http",
                     user.empty() && password.empty() ? "" : "***@", host_header(),
                     redact_path(path), redact_query(query));
}

Expected<Url> parse_url(std::string_view text) {
  if (text.size() > max_url_bytes) return refuse("longer than 2048 bytes");
  if (std::any_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c == 0x7f; })) {
    return refuse("holds a space or a control character");
  }
  Url url;
  if (text.starts_with("https://")) {
    url.tls = true;
  } else if (!text.starts_with("http://")) {
    return refuse("does not begin with http:// or https://");
  }
  text.remove_prefix(url.tls ? 8 : 7);
  text = text.substr(0, text.find('#'));
  std::string_view authority = text.substr(0, text.find_first_of("/?"));
  std::string_view rest = text.substr(authority.size());
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view login = authority.substr(0, at);
    const std::size_t colon = std::min(login.find(':'), login.size());
    url.user = percent_decode(login.substr(0, colon));
    url.password = percent_decode(login.substr(std::min(colon + 1, login.size())));
    authority.remove_prefix(at + 1);
  }
  if (const auto done = split_authority(authority, url); !done) {
    return std::unexpected(done.error());
  }
  const std::size_t mark = std::min(rest.find('?'), rest.size());
  url.path = std::string(rest.substr(0, mark));
  while (url.path.ends_with('/')) url.path.pop_back();
  if (mark < rest.size()) url.query = std::string(rest.substr(mark + 1));
  return url;
}

Expected<std::vector<Url>> parse_url_list(std::string_view text) {
  std::vector<Url> out;
  while (true) {
    const std::size_t end = std::min(text.find(','), text.size());
    auto url = parse_url(text.substr(0, end));
    if (!url)
      return std::unexpected(within(fmt::format("address {}", out.size() + 1), url.error()));
    out.push_back(std::move(*url));
    if (end == text.size()) return out;
    if (out.size() == max_urls) return refuse("more than 16 addresses in one list");
    text.remove_prefix(end + 1);
  }
}

}  // namespace apsis
