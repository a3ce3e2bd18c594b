// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "core/net/http_message.hpp"
#include "core/ops/metrics.hpp"
#include "oracle/serve/claim_book.hpp"
#include "oracle/serve/rate_limit.hpp"
#include "oracle/serve/running_view.hpp"

namespace apsis {

/// Longest path and query that is looked at.
inline constexpr std::size_t max_target_bytes = 256;

/// What the interface allows.
struct ClaimsPolicy {
  std::string cors_origin{};  ///< that may read the answers from a page; empty: none; "*": all
  std::uint64_t requests_per_minute = 600;  ///< of one client
};

/// Answers requests for intervals, claims and the running tree (openapi.json). For any number of
/// threads; what is served is replaced from outside. Every answer is JSON, with an ETag that
/// If-None-Match is compared with.
class ClaimsApi {
 public:
  /// `metrics` outlives this.
  ClaimsApi(ClaimsPolicy policy, Metrics& metrics);

  void set_book(ClaimBook book);
  /// Nothing: there is no running tree.
  void set_running(std::optional<RunningView> running);
  /// The running tree cannot be read; why is told to clients in general words.
  void set_running_failed();

  HttpResponse answer(const HttpRequest& request);

 private:
  HttpResponse route(const HttpRequest& request) const;
  HttpResponse answer_interval(std::string_view rest) const;
  HttpResponse answer_running(std::string_view rest) const;
  void finish(const HttpRequest& request, HttpResponse& response) const;

  ClaimsPolicy policy_;
  Metrics* metrics_;
  RateLimit rate_;
  mutable std::shared_mutex mutex_;  ///< guards all that follows
  ClaimBook book_;
  std::optional<RunningView> running_;
  std::string running_body_;
  bool running_failed_ = false;
};

}  // namespace apsis
