// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/node_pool.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace apsis {

namespace {

using Clock = std::chrono::steady_clock;

/// Tries at one node when there are others to turn to.
constexpr int tries_of_several = 2;

/// Failures after which another program may answer at the same address.
bool is_gone(HttpFailure failure) {
  return failure == HttpFailure::resolve || failure == HttpFailure::connect ||
         failure == HttpFailure::tls;
}

}  // namespace

NodePool::NodePool(NodeRoster& roster, HttpClientLimits limits, const std::stop_token& stop)
    : roster_(roster) {
  CHECK(roster.size() > 0);
  if (roster.size() > 1) limits.tries = std::min(limits.tries, tries_of_several);
  lines_.reserve(roster.size());
  for (std::size_t i = 0; i < roster.size(); ++i) {
    lines_.push_back({i, HttpClient(roster.url(i), limits, stop)});
  }
}

NodePool::NodePool(NodeRoster& roster, std::size_t node, HttpClientLimits limits,
                   const std::stop_token& stop)
    : roster_(roster), last_(node) {
  lines_.push_back({node, HttpClient(roster.url(node), std::move(limits), stop)});
}

std::vector<NodePool::Line*> NodePool::lines_by_rank() {
  std::vector<Line*> out;
  for (const std::size_t node : roster_.order()) {
    for (Line& line : lines_) {
      if (line.node == node) out.push_back(&line);
    }
  }
  return out;
}

/// True when the node is on our chain; asks it when that is not known.
Expected<bool> NodePool::may_ask(Line& line) {
  if (!roster_.must_check(line.node)) return true;
  const auto identity = read_node_identity(line.client);
  if (identity) return roster_.check(line.node, *identity);
  roster_.failed(line.node, false);
  return std::unexpected(identity.error());
}

Expected<HttpAnswer> NodePool::ask(Line& line, const HttpCall& call, bool once) {
  const Clock::time_point begin = Clock::now();
  auto answer = once ? line.client.call_once(call) : line.client.call(call);
  if (answer && !is_passing_status(answer->status)) {
    roster_.answered(line.node,
                     std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin));
  } else {
    roster_.failed(line.node, !answer && is_gone(line.client.last_failure()));
  }
  return answer;
}

Expected<NodeIdentity> NodePool::chain() {
  Error last{ErrorKind::unavailable, "no node may be asked", "the list of nodes", ""};
  for (Line* line : lines_by_rank()) {
    const auto may = may_ask(*line);
    if (!may) last = may.error();
    if (!may && line->client.last_failure() == HttpFailure::stopped) break;
    if (may && *may) return *roster_.chain();
  }
  if (auto refused = roster_.all_refused()) return std::unexpected(std::move(*refused));
  return std::unexpected(std::move(last));
}

Expected<HttpAnswer> NodePool::get(const std::string& target, const HttpHeaders& headers) {
  return ask_all({"GET", target, headers, {}, true}, false);
}

Expected<HttpAnswer> NodePool::get_once(const std::string& target, const HttpHeaders& headers) {
  return ask_all({"GET", target, headers, {}, true}, true);
}

Expected<HttpAnswer> NodePool::ask_all(const HttpCall& call, bool once) {
  std::optional<HttpAnswer> missing;
  std::size_t missing_at = 0;
  Expected<HttpAnswer> last = fail(ErrorKind::unavailable, "no node may be asked", call.target,
                                   "Look for the lines that say why nodes are not used");
  for (Line* line : lines_by_rank()) {
    const auto may = may_ask(*line);
    if (may && !*may) continue;
    last = may ? ask(*line, call, once) : Expected<HttpAnswer>(std::unexpected(may.error()));
    if (!last && line->client.last_failure() == HttpFailure::stopped) return last;
    if (!last || is_passing_status(last->status)) {
      if (last && !missing) last_ = line->node;
      continue;
    }
    if (last->status != 404) {
      last_ = line->node;
      return last;
    }
    if (!missing) {
      missing = std::move(*last);
      missing_at = line->node;
    }
  }
  if (missing) {
    last_ = missing_at;
    return std::move(*missing);
  }
  if (!last) {
    if (auto refused = roster_.all_refused()) return std::unexpected(std::move(*refused));
  }
  return last;
}

std::string NodePool::where(const std::string& target) const {
  return "GET " + roster_.url(last_).redacted() + target;
}

}  // namespace apsis
