// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/node_pool.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace apsis {

namespace {

/// Tries at one node when there are others to turn to.
constexpr int tries_of_several = 2;

}  // namespace

NodePool::NodePool(const std::vector<Url>& urls, HttpClientLimits limits,
                   const std::stop_token& stop) {
  CHECK(!urls.empty());
  if (urls.size() > 1) limits.tries = std::min(limits.tries, tries_of_several);
  for (const Url& url : urls) clients_.emplace_back(url, limits, stop);
}

Expected<HttpAnswer> NodePool::get(const std::string& target, const HttpHeaders& headers) {
  return ask_all({"GET", target, headers, {}, true}, false);
}

Expected<HttpAnswer> NodePool::get_once(const std::string& target, const HttpHeaders& headers) {
  return ask_all({"GET", target, headers, {}, true}, true);
}

Expected<HttpAnswer> NodePool::ask_all(const HttpCall& call, bool once) {
  Expected<HttpAnswer> missing = HttpAnswer{};
  Expected<HttpAnswer> last = HttpAnswer{};
  const std::size_t first = current_;
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    const std::size_t index = (first + i) % clients_.size();
    last = once ? clients_[index].call_once(call) : clients_[index].call(call);
    if (!last && clients_[index].last_failure() == HttpFailure::stopped) return last;
    const bool works = last && !is_passing_status(last->status);
    if (works && last->status != 404) {
      // A node that only lacked this one thing stays in use.
      if (missing->status == 0) current_ = index;
      return last;
    }
    if (works && missing->status == 0) {
      missing = std::move(last);
      current_ = index;
    }
  }
  return missing->status != 0 ? missing : last;
}

std::string NodePool::where(const std::string& target) const {
  return "GET " + clients_[current_].url().redacted() + target;
}

}  // namespace apsis
