// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/net/http_message.hpp"
#include "core/net/url.hpp"

namespace apsis {

/// What a client waits for and takes at most.
struct HttpClientLimits {
  std::chrono::milliseconds connect{5'000};  ///< name, TCP and TLS, each
  std::chrono::milliseconds idle{30'000};    ///< without one byte from the other side
  std::chrono::milliseconds total{600'000};  ///< one try from the request's first byte on
  std::uint32_t header_bytes = 64 << 10;
  std::uint64_t body_bytes = std::uint64_t{1} << 30;
  int tries = 4;                                 ///< of a call that may be repeated; others get one
  std::chrono::milliseconds first_backoff{250};  ///< before the second try; doubles each time
  std::chrono::milliseconds longest_backoff{5'000};
  std::string ca_file{};  ///< certificates to trust besides the system's (PEM)
};

/// Why a try got no answer.
enum class HttpFailure {
  resolve,    ///< the host's name is not known
  connect,    ///< nobody listens, or no way there
  tls,        ///< no TLS, or a certificate that is not trusted
  time_out,   ///< silence, or too slow as a whole
  closed,     ///< closed before the answer began
  truncated,  ///< closed before the answer was complete
  too_large,  ///< more bytes than the limit
  malformed,  ///< not HTTP
  stopped,    ///< this program is shutting down
};

/// One call of a client.
struct HttpCall {
  std::string method = "GET";
  std::string target{};  ///< path and query, appended to the path of the client's URL
  HttpHeaders headers{};
  std::string body{};
  /// Doing it twice is the same as once: it may be tried again. For POST only when the caller
  /// knows (a JSON-RPC read).
  bool idempotent = true;
};

/// Takes a piece of a streamed body; false ends the stream.
using HttpSink = std::function<bool(std::string_view)>;

class HttpConnection;
struct HttpProblem;

/// Calls one HTTP service over one connection that it keeps. One call at a time: give each thread
/// its own client.
class HttpClient {
 public:
  /// `stop` ends waits and transfers early.
  explicit HttpClient(Url url, HttpClientLimits limits = {}, std::stop_token stop = {});
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  /// The answer, whatever its status; idempotent calls are tried again after a failure that may
  /// pass and after 429, 500, 502, 503 and 504 (the last answer counts then). Fails with
  /// unavailable, naming the redacted URL, the failure and what to do.
  Expected<HttpAnswer> call(const HttpCall& call);
  /// Short form of an idempotent GET.
  Expected<HttpAnswer> get(std::string target, HttpHeaders headers = {});
  /// Short form of a POST with a JSON body.
  Expected<HttpAnswer> post_json(std::string target, std::string body, bool idempotent);

  /// The same call, tried once.
  Expected<HttpAnswer> call_once(const HttpCall& call);

  /// A call whose body does not end (server-sent events): the body of a 200 goes to `sink` as it
  /// comes, over a connection of its own. Gives the answer, with a body only when it is no 200,
  /// when the other side ends it or the sink does; fails as call_once, with a time-out after
  /// `idle` without a byte. Not tried again.
  Expected<HttpAnswer> stream(const HttpCall& call, const HttpSink& sink);

  /// Why the last call failed; meaningful after a failed call alone.
  HttpFailure last_failure() const { return last_failure_; }
  /// The service's address.
  const Url& url() const { return url_; }

 private:
  bool pause_before(int next_try);
  std::unexpected<Error> failed(const HttpCall& call, const HttpProblem& problem);

  Url url_;
  HttpClientLimits limits_;
  std::stop_token stop_;
  std::unique_ptr<HttpConnection> connection_;
  HttpFailure last_failure_ = HttpFailure::connect;
};

/// True for statuses that a later try may not get: 429, 500, 502, 503, 504.
bool is_passing_status(int status);

}  // namespace apsis
