// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/execution_node.hpp"

#include <fmt/format.h>

#include <utility>

#include "oracle/chain/block_header.hpp"
#include "oracle/chain/rpc_value.hpp"

namespace apsis {

namespace {

HttpClientLimits with_certificates(HttpClientLimits limits, const std::string& ca_file) {
  if (!ca_file.empty()) limits.ca_file = ca_file;
  return limits;
}

Expected<std::string> value_of(const RpcAnswer& answer, const std::string& place) {
  if (answer.error)
    return fail(ErrorKind::unavailable, "the node says: " + answer.error->text(), place);
  return answer.result;
}

}  // namespace

std::string_view name_of(NodeState state) {
  switch (state) {
    case NodeState::good:
      return "good";
    case NodeState::unchecked:
      return "unchecked";
    case NodeState::lagging:
      return "lagging";
    case NodeState::syncing:
      return "syncing";
    case NodeState::failing:
      return "failing";
    case NodeState::foreign:
      return "foreign";
  }
  return "unchecked";
}

ExecutionNode::ExecutionNode(NodeAddress address, std::uint64_t chain_id, HttpClientLimits limits,
                             std::stop_token stop)
    : chain_id_(chain_id),
      rpc_(address.url, with_certificates(std::move(limits), address.ca_file), address.bearer,
           std::move(stop)) {
  health_.name = address.url.redacted();
  health_.archive = address.archive;
}

Expected<std::vector<RpcAnswer>> ExecutionNode::exchange(std::span<const RpcRequest> requests,
                                                         bool idempotent) {
  const auto start = std::chrono::steady_clock::now();
  auto answers = rpc_.batch(requests, idempotent);
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
  const std::lock_guard lock(health_mutex_);
  health_.calls += requests.size();
  health_.seconds += spent.count();
  health_.bytes_sent = rpc_.bytes_sent();
  health_.bytes_received = rpc_.bytes_received();
  if (!answers) {
    on_chain_ = false;
    ++health_.errors;
    health_.state = NodeState::failing;
    health_.last_error = answers.error().text();
  }
  return answers;
}

Expected<void> ExecutionNode::check_chain() {
  const RpcRequest question[] = {{"eth_chainId"}};
  const auto answers = exchange(question, true);
  if (!answers) return std::unexpected(answers.error());
  const std::string place = health_.name + " eth_chainId";
  const auto text = value_of(answers->front(), place);
  const auto id = text ? rpc_u64(*text, place) : std::unexpected(text.error());
  const std::lock_guard lock(health_mutex_);
  on_chain_ = id && *id == chain_id_;
  if (on_chain_) {
    if (health_.state != NodeState::good) health_.state = NodeState::unchecked;
    return {};
  }
  const Error error =
      id ? fail(ErrorKind::usage,
                fmt::format("the node is on chain {}, not on chain {}", *id, chain_id_),
                health_.name, "give a node of the right network, or another --network")
               .error()
         : id.error();
  health_.state = id ? NodeState::foreign : NodeState::failing;
  health_.last_error = error.text();
  return std::unexpected(error);
}

Expected<std::vector<RpcAnswer>> ExecutionNode::ask_locked(std::span<const RpcRequest> requests,
                                                           bool idempotent) {
  if (!on_chain_) {
    if (const auto right = check_chain(); !right) return std::unexpected(right.error());
  }
  return exchange(requests, idempotent);
}

Expected<std::vector<RpcAnswer>> ExecutionNode::ask(std::span<const RpcRequest> requests,
                                                    bool idempotent) {
  const std::lock_guard lock(mutex_);
  return ask_locked(requests, idempotent);
}

Expected<void> ExecutionNode::check() {
  const std::lock_guard lock(mutex_);
  on_chain_ = false;
  const RpcRequest questions[] = {{"eth_syncing"}, {"eth_getBlockByNumber", R"(["latest",false])"}};
  const auto answers = ask_locked(questions, true);
  if (!answers) return std::unexpected(answers.error());
  const auto syncing = value_of(answers->at(0), health_.name + " eth_syncing");
  const auto block = value_of(answers->at(1), health_.name + " eth_getBlockByNumber");
  const auto head = block ? parse_block_header(*block, health_.name + " latest block")
                          : std::unexpected(block.error());
  const std::lock_guard health_lock(health_mutex_);
  if (!syncing || !head) {
    const Error& error = syncing ? head.error() : syncing.error();
    ++health_.errors;
    health_.state = NodeState::failing;
    health_.last_error = error.text();
    return std::unexpected(error);
  }
  health_.state = *syncing == "false" ? NodeState::good : NodeState::syncing;
  health_.head_number = head->number;
  health_.head_time = head->timestamp;
  return {};
}

void ExecutionNode::set_lag(std::uint64_t blocks, bool too_far) {
  const std::lock_guard lock(health_mutex_);
  health_.lag_blocks = blocks;
  if (too_far && health_.state == NodeState::good) health_.state = NodeState::lagging;
}

NodeHealth ExecutionNode::health() const {
  const std::lock_guard lock(health_mutex_);
  return health_;
}

}  // namespace apsis
