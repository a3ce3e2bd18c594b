// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/node_roster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/hex.hpp"

namespace apsis {

namespace {

/// Slots that a node's head may be behind the best one's without losing its place.
constexpr std::uint64_t lag_allowed = 2;
/// Another node takes over when its answers take less than this part of the time ...
constexpr int faster_by = 2;
/// ... and the one in use takes longer than this.
constexpr std::chrono::milliseconds fast_enough{50};
/// Finalized epochs that are remembered of each node.
constexpr std::size_t max_finalized_kept = 64;
/// Weight of the past in the moving average of latencies.
constexpr int latency_weight = 8;

}  // namespace

NodeRoster::NodeRoster(std::vector<Url> urls, NoteSink note)
    : urls_(std::move(urls)), note_(std::move(note)), nodes_(urls_.size()) {
  for (std::size_t i = 0; i < urls_.size(); ++i) nodes_[i].report.url = urls_[i].redacted();
}

void NodeRoster::note(const std::string& text) const {
  if (note_) note_(text);
}

std::uint64_t NodeRoster::best_head() const {
  std::uint64_t best = 0;
  for (const Node& node : nodes_) {
    if (!node.report.refusal.empty() || node.report.failures_in_row > 0) continue;
    best = std::max(best, node.report.head_slot.value_or(Slot(0)).value);
  }
  return best;
}

std::vector<std::size_t> NodeRoster::order() const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t best = best_head();
  std::vector<std::tuple<bool, bool, bool, std::size_t>> ranks;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const NodeReport& report = nodes_[i].report;
    if (!report.refusal.empty()) continue;
    const bool behind = report.head_slot && report.head_slot->value + lag_allowed < best;
    ranks.emplace_back(report.failures_in_row > 0, behind, i != in_use_, i);
  }
  std::sort(ranks.begin(), ranks.end());
  std::vector<std::size_t> out;
  for (const auto& rank : ranks) out.push_back(std::get<3>(rank));
  return out;
}

/// Gives the place in front to a node that is clearly better.
void NodeRoster::choose() {
  const std::uint64_t best = best_head();
  const auto rank = [&](const NodeReport& report) {
    const bool behind = report.head_slot && report.head_slot->value + lag_allowed < best;
    return std::tuple(!report.refusal.empty(), report.failures_in_row > 0, behind);
  };
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const NodeReport& used = nodes_[in_use_].report;
    const NodeReport& other = nodes_[i].report;
    if (i == in_use_ || !other.checked) continue;
    const bool faster = used.latency > fast_enough && other.requests > latency_weight &&
                        other.latency * faster_by < used.latency;
    if (rank(other) < rank(used) || (rank(other) == rank(used) && faster)) in_use_ = i;
  }
}

void NodeRoster::answered(std::size_t node, std::chrono::microseconds time) {
  const std::lock_guard lock(mutex_);
  NodeReport& report = nodes_[node].report;
  ++report.requests;
  report.failures_in_row = 0;
  report.latency = report.latency.count() == 0
                       ? time
                       : (report.latency * (latency_weight - 1) + time) / latency_weight;
  choose();
}

void NodeRoster::failed(std::size_t node, bool gone) {
  const std::lock_guard lock(mutex_);
  NodeReport& report = nodes_[node].report;
  ++report.requests;
  ++report.failures;
  ++report.failures_in_row;
  if (gone) report.checked = false;
  choose();
}

bool NodeRoster::must_check(std::size_t node) const {
  const std::lock_guard lock(mutex_);
  return !nodes_[node].report.checked;
}

bool NodeRoster::check(std::size_t node, const NodeIdentity& identity) {
  std::string refusal;
  bool news = false;
  {
    const std::lock_guard lock(mutex_);
    NodeReport& report = nodes_[node].report;
    const Bytes32& root = identity.genesis.genesis_validators_root;
    if (expected_ && root != *expected_) {
      refusal = fmt::format("its genesis_validators_root is {}, not {}", to_hex(root),
                            to_hex(*expected_));
    } else if (chain_) {
      refusal = chain_difference(*chain_, identity).value_or("");
    } else {
      chain_ = identity;
    }
    news = report.refusal != refusal;
    report.refusal = refusal;
    report.checked = refusal.empty();
    choose();
  }
  if (news && !refusal.empty()) {
    note(fmt::format("{} is on another chain and not used: {}", urls_[node].redacted(), refusal));
  } else if (news) {
    note(urls_[node].redacted() + " is on our chain now and used again");
  }
  return refusal.empty();
}

std::optional<NodeIdentity> NodeRoster::chain() const {
  const std::lock_guard lock(mutex_);
  return chain_;
}

void NodeRoster::expect(const Bytes32& genesis_validators_root) {
  const std::lock_guard lock(mutex_);
  expected_ = genesis_validators_root;
}

std::optional<Error> NodeRoster::all_refused() const {
  const std::lock_guard lock(mutex_);
  std::string why;
  for (const Node& node : nodes_) {
    if (node.report.refusal.empty()) return std::nullopt;
    why += fmt::format("{}{}: {}", why.empty() ? "" : "; ", node.report.url, node.report.refusal);
  }
  return Error{ErrorKind::mismatch, "no node is on the chain that is wanted", why,
               "Give the address of a node of this chain, or use another database"};
}

void NodeRoster::set_head(std::size_t node, Slot slot) {
  const std::lock_guard lock(mutex_);
  nodes_[node].report.head_slot = slot;
  choose();
}

void NodeRoster::set_finality(std::size_t node, const FinalizedCheckpoint& finalized) {
  const std::lock_guard lock(mutex_);
  Node& mine = nodes_[node];
  mine.report.finalized_epoch = finalized.epoch;
  if (finalized.epoch.value == 0 || finalized.root == Bytes32{}) return;
  mine.finalized[finalized.epoch.value] = finalized.root;
  if (mine.finalized.size() > max_finalized_kept) mine.finalized.erase(mine.finalized.begin());
  for (const Node& other : nodes_) {
    const auto found = other.finalized.find(finalized.epoch.value);
    if (!other.report.refusal.empty() || !mine.report.refusal.empty()) continue;
    if (found == other.finalized.end() || found->second == finalized.root || conflict_) continue;
    conflict_ = Error{
        ErrorKind::mismatch,
        fmt::format("nodes disagree on the finalized root of epoch {}: {} says {}, {} says {}",
                    finalized.epoch.value, other.report.url, to_hex(found->second), mine.report.url,
                    to_hex(finalized.root)),
        "/eth/v1/beacon/states/head/finality_checkpoints",
        "Find out which one is on the right chain and leave the other out"};
  }
}

void NodeRoster::set_streaming(std::size_t node, bool streaming) {
  const std::lock_guard lock(mutex_);
  nodes_[node].report.streaming = streaming;
}

bool NodeRoster::any_streaming() const {
  const std::lock_guard lock(mutex_);
  return std::any_of(nodes_.begin(), nodes_.end(), [](const Node& node) {
    return node.report.streaming && node.report.refusal.empty();
  });
}

std::optional<Error> NodeRoster::conflict() const {
  const std::lock_guard lock(mutex_);
  return conflict_;
}

std::vector<NodeReport> NodeRoster::report() const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t best = best_head();
  std::vector<NodeReport> out;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    out.push_back(nodes_[i].report);
    out.back().in_use = i == in_use_;
    const std::uint64_t head = out.back().head_slot.value_or(Slot(best)).value;
    out.back().lag_slots = best - std::min(best, head);
  }
  return out;
}

}  // namespace apsis
