// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bytes.hpp"

namespace apsis {

/// Header lines in the order in which they came or go out.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// Value of the first header of that name (names compare without case); nothing if there is none.
std::optional<std::string> find_header(const HttpHeaders& headers, std::string_view name);

/// A request as a server's handler sees it.
struct HttpRequest {
  std::string method;  ///< upper case, as sent
  std::string target;  ///< path and query, as sent (not percent-decoded)
  HttpHeaders headers;
  std::string body;
  std::string peer{};  ///< IP address of the client

  /// The target up to the '?'.
  std::string_view path() const;
  /// Value of a query parameter, percent-decoded; nothing if it is not there.
  std::optional<std::string> query(std::string_view name) const;
};

/// Faults that a server puts into one answer on purpose, so that clients can be tested.
struct HttpFault {
  std::chrono::milliseconds stall{0};     ///< silence before the first byte
  bool drop = false;                      ///< close the connection without an answer
  std::optional<std::size_t> cut_body{};  ///< close after so many bytes of the body
  std::size_t drip_bytes = 0;             ///< send the body in pieces of this size (0: at once) ...
  std::chrono::milliseconds drip{0};      ///< ... with this pause between them
};

/// Where a streamed answer (server-sent events) writes its parts.
class HttpStream {
 public:
  virtual ~HttpStream() = default;
  /// Sends one part at once; false when the client is gone or the server stops: then return.
  virtual bool write(std::string_view part) = 0;
  /// Sleeps up to `time`; false when the server stops.
  virtual bool wait(std::chrono::milliseconds time) = 0;
};

/// What a server's handler answers.
struct HttpResponse {
  int status = 200;
  HttpHeaders headers{};
  std::string body{};
  /// When set, the body is what this writes (chunked), until it returns; `body` is not used. It
  /// runs on the connection's own thread.
  std::function<void(HttpStream&)> stream{};
  HttpFault fault{};
};

/// What a client got.
struct HttpAnswer {
  int status = 0;
  HttpHeaders headers{};
  Bytes body{};

  /// The body as text.
  std::string_view text() const {
    return {reinterpret_cast<const char*>(body.data()), body.size()};
  }
};

/// Standard words for a status ("Not Found"); "Status" for one that is not in the registry.
std::string_view reason_phrase(int status);

/// Replaces %XX by the byte it stands for and '+' by a space when `plus_is_space`; broken escapes
/// stay as they are.
std::string percent_decode(std::string_view text, bool plus_is_space = false);

}  // namespace apsis
