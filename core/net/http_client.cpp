// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "core/net/http_connection.hpp"

namespace apsis {

namespace {

bool may_pass(HttpFailure failure) {
  switch (failure) {
    case HttpFailure::resolve:
    case HttpFailure::connect:
    case HttpFailure::time_out:
    case HttpFailure::closed:
    case HttpFailure::truncated:
      return true;
    case HttpFailure::tls:
    case HttpFailure::too_large:
    case HttpFailure::malformed:
    case HttpFailure::stopped:
      return false;
  }
  return false;
}

struct Words {
  const char* what;
  const char* remedy;
};

Words words(HttpFailure failure) {
  switch (failure) {
    case HttpFailure::resolve:
      return {"host name not found", "Check the URL and the name service"};
    case HttpFailure::connect:
      return {"cannot connect", "Check that the service runs and that the URL's port is right"};
    case HttpFailure::tls:
      return {"TLS failed", "Check that the port speaks TLS and that its certificate is trusted"};
    case HttpFailure::time_out:
      return {"time-out", "Check that the service is in sync and not overloaded, then try again"};
    case HttpFailure::closed:
      return {"connection closed without an answer", "Try again; look into the service's log"};
    case HttpFailure::truncated:
      return {"truncated answer: connection closed early",
              "Try again; if it stays, look at proxies in between"};
    case HttpFailure::too_large:
      return {"answer larger than the limit", "Check that the URL points to the right service"};
    case HttpFailure::malformed:
      return {"answer is not HTTP", "Check that the URL points to the right port"};
    case HttpFailure::stopped:
      return {"stopped", "Start the program again to go on"};
  }
  return {"failed", ""};
}

}  // namespace

bool is_passing_status(int status) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

HttpClient::HttpClient(Url url, HttpClientLimits limits, std::stop_token stop)
    : url_(std::move(url)),
      limits_(std::move(limits)),
      stop_(std::move(stop)),
      connection_(std::make_unique<HttpConnection>(url_, limits_, stop_)) {}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

std::unexpected<Error> HttpClient::failed(const HttpCall& call, const HttpProblem& problem) {
  last_failure_ = problem.failure;
  const Words text = words(last_failure_);
  const std::string_view path =
      std::string_view(call.target).substr(0, std::min(call.target.find('?'), call.target.size()));
  return fail(ErrorKind::unavailable, fmt::format("{} ({})", text.what, problem.detail),
              fmt::format("{} {}{}", call.method, url_.redacted(), path), text.remedy);
}

Expected<HttpAnswer> HttpClient::call_once(const HttpCall& call) {
  auto answer = connection_->exchange(call);
  if (!answer) return failed(call, answer.error());
  return std::move(*answer);
}

Expected<HttpAnswer> HttpClient::stream(const HttpCall& call, const HttpSink& sink) {
  auto answer = connection_->stream(call, sink);
  if (!answer) return failed(call, answer.error());
  return std::move(*answer);
}

bool HttpClient::pause_before(int next_try) {
  std::chrono::milliseconds pause = limits_.first_backoff;
  for (int i = 2; i < next_try && pause < limits_.longest_backoff; ++i) pause *= 2;
  pause = std::min(pause, limits_.longest_backoff);
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop_, pause, [] { return false; });
  return !stop_.stop_requested();
}

Expected<HttpAnswer> HttpClient::call(const HttpCall& call) {
  for (int i = 1;; ++i) {
    auto answer = call_once(call);
    const bool again = answer ? is_passing_status(answer->status) : may_pass(last_failure_);
    if (!again || !call.idempotent || i >= limits_.tries || !pause_before(i + 1)) {
      if (!answer && i > 1) answer.error().what += fmt::format(", tried {} times", i);
      return answer;
    }
  }
}

Expected<HttpAnswer> HttpClient::get(std::string target, HttpHeaders headers) {
  return call({"GET", std::move(target), std::move(headers), {}, true});
}

Expected<HttpAnswer> HttpClient::post_json(std::string target, std::string body, bool idempotent) {
  return call({"POST",
               std::move(target),
               {{"Content-Type", "application/json"}},
               std::move(body),
               idempotent});
}

}  // namespace apsis
