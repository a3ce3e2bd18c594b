// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/net/http_server.hpp"
#include "tests/sim/beacon_json.hpp"
#include "tests/sim/event_log.hpp"
#include "tests/sim/fault_plan.hpp"
#include "tests/sim/recorded_chain.hpp"

namespace apsis {

/// A beacon node for tests: serves a recording through the Beacon API, with faults on purpose and a
/// head that moves when told.
class BeaconServer {
 public:
  /// Serves the recording in a directory on 127.0.0.1; `port` 0 takes a free one. The head stands
  /// at the end.
  static Expected<std::unique_ptr<BeaconServer>> start(const std::string& directory,
                                                       std::uint16_t port = 0);

  /// "http://127.0.0.1:PORT".
  std::string url() const { return server_->url(); }
  /// Faults from now on.
  FaultPlan& faults() { return faults_; }
  /// Moves the head and publishes `block`, `head` and, when an epoch became final,
  /// `finalized_checkpoint`. A slot whose block lost shows that block as the head until the next
  /// one, which publishes `chain_reorg` first. A slot without any block: only time passes.
  void set_head(Slot slot);
  /// The slot up to which blocks exist.
  Slot head() const { return Slot(head_.load()); }
  /// The chain that is served.
  const RecordedChain& chain() const { return chain_; }
  /// The stream of events.
  EventLog& events() { return events_; }
  /// Targets of the requests so far, in order.
  std::vector<std::string> requests() const;

 private:
  explicit BeaconServer(RecordedChain chain);
  HttpResponse answer(const HttpRequest& request);
  HttpResponse route(const HttpRequest& request, const std::vector<std::string>& parts);
  HttpResponse answer_spec();
  HttpResponse answer_genesis();
  HttpResponse answer_block(const HttpRequest& request, const std::string& id);
  HttpResponse answer_block_root(const std::string& id);
  HttpResponse answer_header(const std::string& id);
  HttpResponse answer_headers(const HttpRequest& request);
  HttpResponse answer_state(const HttpRequest& request, const std::string& id);
  HttpResponse answer_finality();
  HttpResponse answer_events(const HttpRequest& request);
  HttpResponse answer_node(const std::string& what);
  std::optional<ShownBlock> canonical_block(Slot slot);
  std::optional<ShownBlock> orphan_at(Slot slot);
  std::optional<ShownBlock> shown_block(const std::string& id);
  void show(const ShownBlock& block);
  void publish_finality(std::optional<RecordedFinality> before, Slot head);

  RecordedChain chain_;
  std::mutex chain_mutex_;            // of chain_ and orphan_
  std::optional<ShownBlock> orphan_;  // the head while a block that will lose is shown
  std::atomic<std::uint64_t> head_ = 0;
  FaultPlan faults_;
  EventLog events_;
  mutable std::mutex requests_mutex_;
  std::vector<std::string> requests_;
  std::unique_ptr<HttpServer> server_;  // last: its threads use all of the above
};

}  // namespace apsis
