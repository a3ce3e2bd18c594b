// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/download.hpp"

#include <fmt/format.h>

#include "core/net/http_client.hpp"

namespace apsis {

namespace {

constexpr std::string_view name_mark = "%s";
constexpr std::string_view network_mark = "%n";
constexpr int max_redirects = 4;

constexpr HttpClientLimits download_limits() {
  using namespace std::chrono_literals;
  HttpClientLimits out;
  out.total = 120s;
  out.body_bytes = max_download_bytes;
  out.tries = 2;
  return out;
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

Expected<std::vector<std::string>> parse_mirrors(std::string_view text) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t end = text.find(';');
    const std::string mirror(text.substr(0, end));
    const std::size_t mark = mirror.find(name_mark);
    if (mark == std::string::npos || mirror.find(name_mark, mark + 1) != std::string::npos)
      return fail(ErrorKind::usage, "a URL template needs %s once, where the file's name stands",
                  "--from", "for example https://host/trees/%s");
    if (auto url = parse_url(mirror_url(mirror, "mainnet", "name")); !url)
      return std::unexpected(url.error());
    out.push_back(mirror);
    if (out.size() > max_mirrors)
      return fail(ErrorKind::usage, fmt::format("more than {} URL templates", max_mirrors),
                  "--from");
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

std::string mirror_url(const std::string& mirror, std::string_view network,
                       std::string_view file_name) {
  std::string out = mirror;
  out.replace(out.find(name_mark), name_mark.size(), file_name);
  for (std::size_t at = out.find(network_mark); at != std::string::npos;
       at = out.find(network_mark, at + network.size()))
    out.replace(at, network_mark.size(), network);
  return out;
}

Expected<std::string> download(const std::string& url) {
  std::string next = url;
  for (int hop = 0; hop <= max_redirects; ++hop) {
    const Expected<Url> place = parse_url(next);
    if (!place) return std::unexpected(place.error());
    HttpClient client(*place, download_limits());
    const Expected<HttpAnswer> answer = client.get("");
    if (!answer) return std::unexpected(answer.error());
    if (answer->status == 200) return std::string(answer->text());
    const auto location = find_header(answer->headers, "location");
    if (!is_redirect(answer->status) || !location)
      return fail(ErrorKind::unavailable, fmt::format("status {}", answer->status),
                  place->redacted());
    // A redirect without a host stays where it is.
    const bool is_relative = location->starts_with("/");
    const std::string host = (place->tls ? "https://" : "http://") + place->host_header();
    next = is_relative ? host + *location : *location;
  }
  return fail(ErrorKind::unavailable, "redirects without end", parse_url(url)->redacted());
}

}  // namespace apsis
