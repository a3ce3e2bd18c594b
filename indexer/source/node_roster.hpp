// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/net/url.hpp"
#include "core/units.hpp"
#include "indexer/source/node_identity.hpp"

namespace apsis {

/// Says something that is worth a line in the log but no error. Called from any thread.
using NoteSink = std::function<void(const std::string&)>;

/// How one node does, for metrics and people.
struct NodeReport {
  std::string url{};       ///< redacted
  std::string refusal{};   ///< why it is not used; empty when it is
  bool checked = false;    ///< its chain is known to be ours
  bool in_use = false;     ///< the one that is asked first
  bool streaming = false;  ///< its events come in
  std::optional<Slot> head_slot{};
  std::optional<Epoch> finalized_epoch{};
  std::uint64_t lag_slots = 0;  ///< its head behind the best node's
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;           ///< requests without a usable answer
  std::uint64_t failures_in_row = 0;    ///< since the last answer
  std::chrono::microseconds latency{};  ///< moving average of requests that were answered
};

/// What a node told of a finalized epoch.
struct FinalizedCheckpoint {
  Epoch epoch{};
  Bytes32
      root{};  ///< of the newest block up to the epoch's first slot; zero in epoch 0, or not told
};

/// What is known of each node: whether it is on our chain, how it does, what it calls final. Used
/// from many threads.
class NodeRoster {
 public:
  NodeRoster(std::vector<Url> urls, NoteSink note);

  std::size_t size() const { return urls_.size(); }
  const Url& url(std::size_t node) const { return urls_[node]; }

  /// The nodes that may be asked, best first: those that answer before those that failed last,
  /// those near the best head before those behind, then the one in use.
  std::vector<std::size_t> order() const;
  /// A node answered, after `time`.
  void answered(std::size_t node, std::chrono::microseconds time);
  /// A node gave no usable answer. `gone` when it could not be reached: its chain is checked anew
  /// when it comes back.
  void failed(std::size_t node, bool gone);

  /// True when the node's chain is not known, or not any more.
  bool must_check(std::size_t node) const;
  /// Tells what a node says of its chain. The first one sets what all are compared with; a node
  /// that differs is refused with a note. True when it may be used.
  bool check(std::size_t node, const NodeIdentity& identity);
  /// The chain that all nodes are compared with; nothing before a node has told it.
  std::optional<NodeIdentity> chain() const;
  /// Refuses nodes whose genesis has another validators root, from now on.
  void expect(const Bytes32& genesis_validators_root);
  /// The error when all nodes are refused: says why, for each.
  std::optional<Error> all_refused() const;

  /// A node's head.
  void set_head(std::size_t node, Slot slot);
  /// What a node calls final. Two nodes that name different roots for one epoch are a conflict.
  void set_finality(std::size_t node, const FinalizedCheckpoint& finalized);
  /// A node's event stream is there, or gone.
  void set_streaming(std::size_t node, bool streaming);
  /// True while the stream of some node that is used is there.
  bool any_streaming() const;
  /// Two nodes that disagree on what is final, with both answers (mismatch).
  std::optional<Error> conflict() const;

  /// How the nodes do, in the order in which they were given.
  std::vector<NodeReport> report() const;

 private:
  struct Node {
    NodeReport report{};
    std::map<std::uint64_t, Bytes32> finalized{};  // root by epoch
  };
  void choose();
  std::uint64_t best_head() const;
  void note(const std::string& text) const;

  const std::vector<Url> urls_;
  const NoteSink note_;
  mutable std::mutex mutex_;
  std::vector<Node> nodes_;
  std::size_t in_use_ = 0;
  std::optional<NodeIdentity> chain_;
  std::optional<Bytes32> expected_;
  std::optional<Error> conflict_;
};

}  // namespace apsis
