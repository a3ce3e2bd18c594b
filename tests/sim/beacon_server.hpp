// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/net/http_server.hpp"
#include "tests/sim/beacon_json.hpp"
#include "tests/sim/event_log.hpp"
#include "tests/sim/fault_plan.hpp"
#include "tests/sim/shown_chain.hpp"

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
  /// Moves the head along the recording and publishes what happened: `block` for each new block,
  /// `chain_reorg` when the head before is left, `head`, `head_v2`, and `finalized_checkpoint` when
  /// an epoch became final. A slot whose block lost shows that block as the head until the next
  /// one. A slot without any block: only time passes.
  void set_head(Slot slot);
  /// Shows a branch that leaves the recording after its block of slot `parent`, and publishes it;
  /// without blocks the head goes back there. set_head ends it.
  void show_branch(Slot parent, std::vector<ShownBlock> blocks);
  /// The slot up to which blocks exist.
  Slot head() { return chain_.head(); }
  /// The recording that is served.
  const RecordedChain& recorded() const { return chain_.recorded(); }
  /// The stream of events.
  EventLog& events() { return events_; }
  /// The topics that the stream knows; others are refused with 400. Before the first request.
  void set_topics(std::set<std::string> topics) { topics_ = std::move(topics); }
  /// Targets of the requests so far, in order.
  std::vector<std::string> requests() const;

 private:
  explicit BeaconServer(RecordedChain chain);
  HttpResponse answer(const HttpRequest& request);
  HttpResponse route(const HttpRequest& request, const std::vector<std::string>& parts);
  HttpResponse answer_config(const std::string& what);
  HttpResponse answer_genesis();
  HttpResponse answer_block(const HttpRequest& request, const std::string& id);
  HttpResponse answer_block_root(const std::string& id);
  HttpResponse answer_header(const std::string& id);
  HttpResponse answer_headers(const HttpRequest& request);
  HttpResponse answer_state(const HttpRequest& request, const std::string& id);
  HttpResponse answer_state_part(const std::string& id, const std::string& part);
  HttpResponse answer_events(const HttpRequest& request);
  HttpResponse answer_node(const std::string& what);
  std::string fork_name(Slot slot) const;
  void publish(const HeadMove& move, std::optional<RecordedFinality> before);

  ShownChain chain_;
  FaultPlan faults_;
  EventLog events_;
  std::set<std::string> topics_;
  mutable std::mutex requests_mutex_;
  std::vector<std::string> requests_;
  std::unique_ptr<HttpServer> server_;  // last: its threads use all of the above
};

}  // namespace apsis
