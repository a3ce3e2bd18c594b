// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "core/net/http_server.hpp"
#include "tests/sim/execution_queries.hpp"

namespace apsis {

/// An execution node for tests: serves a recording through JSON-RPC, with faults on purpose and a
/// head that moves when told. What nobody recorded is an error, and is remembered.
class ExecutionServer {
 public:
  /// Serves the recording in a directory on 127.0.0.1; `port` 0 takes a free one. The head stands
  /// at the last block.
  static Expected<std::unique_ptr<ExecutionServer>> start(const std::string& directory,
                                                          std::uint16_t port = 0);

  /// "http://127.0.0.1:PORT".
  std::string url() const { return server_->url(); }
  /// Faults from now on.
  ExecutionFaults& faults() { return faults_; }
  /// The number of the last block that exists; beyond the recording it stays at its end.
  void set_head(std::uint64_t number);
  std::uint64_t head() const;
  /// Which beacon block an execution block names as its parent's; at first made_beacon_root of the
  /// slot before. Before the first request.
  void set_parent_root(ParentRoot root) { parent_root_ = std::move(root); }
  /// Asks every request for this Authorization header; others get 401.
  void require_login(std::string header) { login_ = std::move(header); }
  /// The recording that is served.
  const ExecutionRecording& recorded() const { return recording_; }
  /// How often each method was asked.
  std::map<std::string, std::uint64_t> counts() const;
  /// Errors about questions that the recording cannot answer.
  std::vector<std::string> unanswered() const;

 private:
  explicit ExecutionServer(ExecutionRecording recording);
  HttpResponse answer(const HttpRequest& request);
  std::string answer_body(const std::string& body);
  std::string answer_one(simdjson::dom::element request);
  RpcReplyText dispatch(const ExecutionView& view, const std::string& method,
                        const RpcParams& params);
  RpcReplyText answer_chain(const ExecutionView& view, const std::string& method);
  RpcReplyText answer_block(const ExecutionView& view, const RpcParams& params);
  RpcReplyText answer_eth_call(const ExecutionView& view, const RpcParams& params);
  RpcReplyText send(const RpcParams& params);
  RpcReplyText sample(const std::string& method, const RpcParams& params);

  const ExecutionRecording recording_;
  ExecutionFaults faults_;
  ParentRoot parent_root_;
  std::string login_;
  mutable std::mutex mutex_;
  std::uint64_t head_;
  std::set<std::string> sent_;
  std::map<std::string, std::uint64_t> counts_;
  std::vector<std::string> unanswered_;
  std::unique_ptr<HttpServer> server_;  // last: its threads use all of the above
};

/// A root that stands for the beacon block of a slot on a chain that was never recorded: the slot
/// as a number of 32 bytes, most significant first.
Bytes32 made_beacon_root(std::uint64_t slot);

}  // namespace apsis
