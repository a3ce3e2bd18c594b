// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/serve/claims_api.hpp"

#include <fmt/format.h>

#include <charconv>
#include <mutex>

#include "core/hash/sha256.hpp"
#include "core/hex.hpp"
#include "oracle/serve/answer_json.hpp"
#include "oracle/serve/openapi_text.hpp"

namespace apsis {

namespace {

constexpr std::size_t etag_digits = 32;

HttpResponse json_answer(int status, std::string body) {
  HttpResponse out;
  out.status = status;
  out.headers = {{"Content-Type", "application/json"}};
  out.body = std::move(body);
  return out;
}

HttpResponse problem(int status, std::string_view message) {
  return json_answer(status, problem_json(status, message));
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  return out;
}

/// An address as it is written in a path: 0x and 40 digits.
std::optional<Bytes20> address_of(std::string_view text) {
  return text.starts_with("0x") ? array_from_hex<20>(text) : std::nullopt;
}

std::string etag_of(const std::string& body) {
  const Bytes32 hash = sha256({reinterpret_cast<const std::uint8_t*>(body.data()), body.size()});
  return "\"" + to_hex_bare(hash).substr(0, etag_digits) + "\"";
}

/// Whether a list of entity tags names this one (RFC 9110, weak comparison).
bool names_etag(std::string_view list, std::string_view etag) {
  while (!list.empty()) {
    std::string_view one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), one.size() + 1));
    while (!one.empty() && (one.front() == ' ' || one.front() == '\t')) one.remove_prefix(1);
    while (!one.empty() && (one.back() == ' ' || one.back() == '\t')) one.remove_suffix(1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag || one == "*") return true;
  }
  return false;
}

}  // namespace

ClaimsApi::ClaimsApi(ClaimsPolicy policy, Metrics& metrics)
    : policy_(std::move(policy)), metrics_(&metrics), rate_(policy_.requests_per_minute) {}

void ClaimsApi::set_book(ClaimBook book) {
  const std::unique_lock lock(mutex_);
  book_ = std::move(book);
}

void ClaimsApi::set_running(std::optional<RunningView> running) {
  std::string body = running ? running_json(*running) : std::string();
  const std::unique_lock lock(mutex_);
  running_ = std::move(running);
  running_body_ = std::move(body);
  running_failed_ = false;
}

void ClaimsApi::set_running_failed() {
  const std::unique_lock lock(mutex_);
  running_failed_ = true;
}

HttpResponse ClaimsApi::answer_interval(std::string_view rest) const {
  const std::string_view number_text = rest.substr(0, rest.find('/'));
  const auto number = number_of(number_text);
  if (!number) return problem(400, "an interval is a whole number, as in /v1/intervals/51");
  const RewardsFile* file = book_.find(*number);
  if (file == nullptr) return problem(404, fmt::format("interval {} is not known here", *number));
  rest.remove_prefix(number_text.size());
  if (rest.empty()) return json_answer(200, interval_json(*file));
  constexpr std::string_view nodes = "/nodes/";
  if (!rest.starts_with(nodes)) return problem(404, "there is no such path; see /openapi.json");
  const auto address = address_of(rest.substr(nodes.size()));
  if (!address) return problem(400, "an address is 0x and 40 hexadecimal digits");
  const RewardsFileNode* node = ClaimBook::find_node(*file, *address);
  if (node == nullptr)
    return problem(404, fmt::format("interval {} rewards no node {}", *number, to_hex(*address)));
  return json_answer(200, claim_json(*file, *node));
}

HttpResponse ClaimsApi::answer_running(std::string_view rest) const {
  if (running_failed_) return problem(503, "the database cannot be read now; try again later");
  if (!running_) return problem(404, "there is no running tree here");
  if (rest.empty()) return json_answer(200, running_body_);
  constexpr std::string_view nodes = "/nodes/";
  if (!rest.starts_with(nodes)) return problem(404, "there is no such path; see /openapi.json");
  const auto address = address_of(rest.substr(nodes.size()));
  if (!address) return problem(400, "an address is 0x and 40 hexadecimal digits");
  return json_answer(200, running_share_json(*running_, *address));
}

HttpResponse ClaimsApi::route(const HttpRequest& request) const {
  if (request.target.size() > max_target_bytes) return problem(414, "the path is too long");
  if (request.method != "GET" && request.method != "HEAD") {
    HttpResponse out = problem(405, "use GET or HEAD");
    out.headers.emplace_back("Allow", "GET, HEAD");
    return out;
  }
  const std::string_view path = request.path();
  if (path == "/openapi.json") return json_answer(200, std::string(openapi_text()));
  constexpr std::string_view intervals = "/v1/intervals", running = "/v1/running";
  const std::shared_lock lock(mutex_);
  if (path == intervals) return json_answer(200, intervals_json(book_));
  if (path.starts_with(intervals) && path[intervals.size()] == '/')
    return answer_interval(path.substr(intervals.size() + 1));
  if (path == running) return answer_running({});
  if (path.starts_with(running) && path[running.size()] == '/')
    return answer_running(path.substr(running.size()));
  return problem(404, "there is no such path; see /openapi.json");
}

void ClaimsApi::finish(const HttpRequest& request, HttpResponse& response) const {
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (!policy_.cors_origin.empty()) {
    response.headers.emplace_back("Access-Control-Allow-Origin", policy_.cors_origin);
    response.headers.emplace_back("Access-Control-Expose-Headers", "ETag");
    if (policy_.cors_origin != "*") response.headers.emplace_back("Vary", "Origin");
  }
  if (response.status != 200) {
    response.headers.emplace_back("Cache-Control", "no-store");
    return;
  }
  const std::string etag = etag_of(response.body);
  response.headers.emplace_back("ETag", etag);
  // A tree may be replaced at any time; the entity tag makes asking again cheap.
  response.headers.emplace_back("Cache-Control", "no-cache");
  const auto known = find_header(request.headers, "If-None-Match");
  if (!known || !names_etag(*known, etag)) return;
  response.status = 304;
  response.body.clear();
}

HttpResponse ClaimsApi::answer(const HttpRequest& request) {
  HttpResponse out;
  if (!rate_.allow(request.peer)) {
    out = problem(429, fmt::format("more than {} requests a minute", policy_.requests_per_minute));
    out.headers.emplace_back("Retry-After", "60");
  } else if (request.method == "OPTIONS" && !policy_.cors_origin.empty()) {
    out.status = 204;
    out.headers = {{"Access-Control-Allow-Methods", "GET, HEAD"},
                   {"Access-Control-Allow-Headers", "If-None-Match"},
                   {"Access-Control-Max-Age", "86400"}};
  } else {
    out = route(request);
  }
  finish(request, out);
  metrics_
      ->counter("apsis_oracle_http_requests_total", "Requests answered, by status",
                {{"status", std::to_string(out.status)}})
      .Increment();
  return out;
}

}  // namespace apsis
