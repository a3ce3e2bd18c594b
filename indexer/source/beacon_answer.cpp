// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/beacon_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace apsis {

namespace {

/// Bytes of an error body that an error text repeats.
constexpr std::size_t shown_body_bytes = 200;

/// The node's own words, on one line and short.
std::string shown_body(const HttpAnswer& answer) {
  std::string out;
  for (const char c : answer.text().substr(0, shown_body_bytes)) {
    const bool plain =
        static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f;
    out.push_back(plain ? c : ' ');
  }
  return out;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

const char* status_remedy(int status) {
  if (status == 401 || status == 403) return "Put user and password, or the key, into the URL";
  if (status == 404) return "Check the URL's path; the node may not have this call or this data";
  if (status == 406 || status == 415) return "Use a node that answers this call with SSZ";
  if (status == 429) return "The node limits requests: wait, or use another one";
  if (status >= 300 && status < 400) return "Write the address that it points to into the URL";
  if (status >= 500) return "Look into the node's log; is it in sync? Then try again";
  return "Check that the URL is a beacon node's";
}

}  // namespace

bool says_missing(const HttpAnswer& answer) {
  return answer.status == 204 || answer.status == 404 || answer.status == 410;
}

Error status_error(const HttpAnswer& answer, const std::string& where) {
  const int status = answer.status;
  const bool our_call = status == 401 || status == 403 || (status >= 300 && status < 400);
  std::string what = fmt::format("the node answered {} {}", status, reason_phrase(status));
  if (const std::string body = shown_body(answer); !body.empty()) what += ": " + body;
  return Error{our_call ? ErrorKind::usage : ErrorKind::unavailable, std::move(what), where,
               status_remedy(status)};
}

Expected<void> check_ssz(const HttpAnswer& answer, const std::string& where) {
  if (answer.status != 200) return std::unexpected(status_error(answer, where));
  const std::string type = lower(find_header(answer.headers, "Content-Type").value_or(""));
  const std::string encoding =
      lower(find_header(answer.headers, "Content-Encoding").value_or("identity"));
  if (encoding != "identity") {
    return fail(ErrorKind::unavailable,
                "the answer is compressed (" + encoding + "), though that was not asked for", where,
                "Switch compression off in the proxy in front of the node");
  }
  const bool unnamed = type.empty();
  if (type.find("json") != std::string::npos || type.starts_with("text/") ||
      (unnamed && answer.text().starts_with("{\""))) {
    return fail(ErrorKind::unavailable,
                fmt::format("JSON or text ({}) where SSZ was asked for",
                            unnamed ? "no Content-Type" : type),
                where, "Use a node that answers this call with SSZ (application/octet-stream)");
  }
  if (answer.body.empty()) {
    return fail(ErrorKind::unavailable, "an empty answer where SSZ was asked for", where,
                "Look into the node's log, then try again");
  }
  return {};
}

}  // namespace apsis
