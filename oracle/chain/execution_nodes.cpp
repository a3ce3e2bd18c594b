// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/execution_nodes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "core/hex.hpp"
#include "oracle/chain/rpc_outcome.hpp"

namespace apsis {

namespace {

/// Most bytes of an answer that an error shows.
constexpr std::size_t max_shown_bytes = 300;

std::string_view shown(std::string_view text) {
  return text.substr(0, max_shown_bytes);
}

std::string text_of(const BlockHeader& header) {
  return fmt::format("hash {}, number {}, time {}, state root {}, parent beacon block root {}",
                     to_hex(header.hash), header.number, header.timestamp,
                     to_hex(header.state_root), to_hex(header.parent_beacon_block_root));
}

/// Whether a node is worth asking for a second answer, which only confirms the first.
bool can_confirm(const NodeHealth& health) {
  return !health.archive && health.state != NodeState::failing &&
         health.state != NodeState::foreign && health.state != NodeState::syncing;
}

std::string text_of(const RpcAnswer& answer) {
  return answer.error ? "error: " + answer.error->text() : answer.result;
}

/// What the nodes said that could not answer.
class Complaints {
 public:
  void add(const std::string& node, const RpcAnswer& refusal) {
    too_much_ = too_much_ || outcome_of(refusal) == RpcOutcome::too_much;
    add(node + " says: " + refusal.error->text());
  }
  void add(const std::string& said) { all_ += (all_.empty() ? "" : "; ") + said; }
  std::unexpected<Error> error(const std::string& what) const {
    return fail(
        too_much_ ? ErrorKind::usage : ErrorKind::unavailable,
        all_.empty() ? "no execution node can be used" : "no execution node answers: " + all_, what,
        "check the nodes; `apsis-oracle check` tells what each is good for");
  }

 private:
  std::string all_;
  bool too_much_ = false;
};

/// The first answer that is neither a value nor a revert; null if there is none.
const RpcAnswer* first_refusal(const std::vector<RpcAnswer>& answers) {
  const auto found = std::ranges::find_if(answers, [](const RpcAnswer& answer) {
    const RpcOutcome outcome = outcome_of(answer);
    return outcome != RpcOutcome::value && outcome != RpcOutcome::reverted;
  });
  return found == answers.end() ? nullptr : &*found;
}

bool same(const RpcAnswer& a, const RpcAnswer& b) {
  if (a.error && b.error) return a.error->data == b.error->data;
  return a == b;
}

}  // namespace

std::unexpected<Error> disagreement(std::string_view question, const std::string& node_a,
                                    std::string_view answer_a, const std::string& node_b,
                                    std::string_view answer_b) {
  return fail(ErrorKind::mismatch,
              fmt::format("two nodes disagree: {} says {}, {} says {}", node_a, shown(answer_a),
                          node_b, shown(answer_b)),
              std::string(question), "find out which node is wrong before anything is voted");
}

ExecutionNodes::ExecutionNodes(std::vector<NodeAddress> addresses, std::uint64_t chain_id,
                               HttpClientLimits limits, std::stop_token stop)
    : chain_id_(chain_id) {
  for (NodeAddress& address : addresses)
    nodes_.push_back(std::make_unique<ExecutionNode>(std::move(address), chain_id, limits, stop));
}

ExecutionNodes::~ExecutionNodes() = default;

Expected<void> ExecutionNodes::check() {
  std::optional<Error> foreign;
  Complaints complaints;
  std::uint64_t best = 0;
  for (const auto& node : nodes_) {
    const auto checked = node->check();
    if (checked) {
      best = std::max(best, node->health().head_number);
      continue;
    }
    complaints.add(checked.error().text());
    if (node->health().state == NodeState::foreign) foreign = checked.error();
  }
  bool usable = false;
  for (const auto& node : nodes_) {
    const NodeHealth health = node->health();
    if (health.state == NodeState::foreign || health.state == NodeState::failing) continue;
    const std::uint64_t lag = best - std::min(best, health.head_number);
    node->set_lag(lag, lag > max_lag_blocks);
    usable = usable || health.state == NodeState::good;
    if (health.state != NodeState::good) complaints.add(health.name + " is syncing");
  }
  if (foreign) return std::unexpected(*foreign);
  if (!usable) return complaints.error("check");
  return {};
}

std::vector<NodeHealth> ExecutionNodes::health() const {
  std::vector<NodeHealth> out;
  for (const auto& node : nodes_) out.push_back(node->health());
  return out;
}

std::vector<ExecutionNode*> ExecutionNodes::best_first() const {
  using Rank = std::tuple<bool, NodeState, std::size_t>;
  std::vector<std::pair<Rank, ExecutionNode*>> ranked;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const NodeHealth health = nodes_[i]->health();
    ranked.emplace_back(Rank{health.archive, health.state, i}, nodes_[i].get());
  }
  std::ranges::sort(ranked);
  std::vector<ExecutionNode*> out;
  for (const auto& [rank, node] : ranked) out.push_back(node);
  return out;
}

Expected<RpcAnswer> ExecutionNodes::request(std::string method, std::string params,
                                            bool idempotent) {
  const RpcRequest one[] = {{std::move(method), std::move(params)}};
  Complaints complaints;
  std::optional<RpcAnswer> last;
  for (ExecutionNode* node : best_first()) {
    auto answers = node->ask(one, idempotent);
    if (!answers) {
      complaints.add(answers.error().text());
      if (!idempotent) break;  // it may have arrived
      continue;
    }
    last = std::move(answers->front());
    const RpcOutcome outcome = outcome_of(*last);
    if (outcome != RpcOutcome::no_state && outcome != RpcOutcome::unknown_block) return *last;
  }
  if (last) return *last;
  return complaints.error(one[0].method);
}

Expected<std::string> ExecutionNodes::result(std::string method, std::string params) {
  const std::string place = method;
  auto answer = request(std::move(method), std::move(params));
  if (!answer) return std::unexpected(answer.error());
  if (answer->error)
    return fail(ErrorKind::unavailable, "the node says: " + answer->error->text(), place);
  return std::move(answer->result);
}

std::vector<NodeReply> ExecutionNodes::request_all(std::string method, std::string params) {
  const RpcRequest one[] = {{std::move(method), std::move(params)}};
  std::vector<NodeReply> out;
  for (ExecutionNode* node : best_first()) {
    const NodeHealth health = node->health();
    if (health.archive || health.state == NodeState::foreign) continue;
    auto answers = node->ask(one, false);
    if (answers) {
      out.push_back({health.name, std::move(answers->front())});
    } else {
      out.push_back({health.name, std::unexpected(answers.error())});
    }
  }
  return out;
}

Expected<std::vector<NodeAnswers>> ExecutionNodes::ask_two(std::span<const RpcRequest> requests) {
  constexpr std::size_t wanted = 2;
  std::vector<NodeAnswers> out;
  if (requests.empty()) return std::vector<NodeAnswers>{{"", {}}};
  Complaints complaints;
  for (ExecutionNode* node : best_first()) {
    const NodeHealth health = node->health();
    if (!out.empty() && !can_confirm(health)) continue;
    auto answers = node->ask(requests, true);
    if (!answers) {
      complaints.add(answers.error().text());
      continue;
    }
    if (const RpcAnswer* refusal = first_refusal(*answers)) {
      complaints.add(health.name, *refusal);
      continue;
    }
    if (health.archive) ++archive_answers_;
    out.push_back({health.name, std::move(*answers)});
    if (out.size() == wanted) return out;
  }
  if (out.empty()) return complaints.error(requests[0].method);
  if (nodes_.size() > 1) ++single_answers_;
  return out;
}

Expected<std::vector<RpcAnswer>> ExecutionNodes::compared(std::span<const RpcRequest> requests) {
  auto both = ask_two(requests);
  if (!both) return std::unexpected(both.error());
  std::vector<RpcAnswer>& first = both->front().answers;
  for (std::size_t i = 0; both->size() > 1 && i < requests.size(); ++i) {
    const RpcAnswer& second = both->back().answers[i];
    if (same(first[i], second)) continue;
    count_disagreement();
    return disagreement(requests[i].method + std::string(shown(requests[i].params)),
                        both->front().node, text_of(first[i]), both->back().node, text_of(second));
  }
  return std::move(first);
}

Expected<BlockHeader> ExecutionNodes::header(const BlockRef& block) {
  const auto* hash = std::get_if<Bytes32>(&block.id);
  std::string id = block.json();
  if (hash) id = "\"" + id.substr(id.find("0x"), 66) + "\"";
  const RpcRequest question[] = {
      {hash ? "eth_getBlockByHash" : "eth_getBlockByNumber", "[" + id + ",false]"}};
  std::optional<BlockHeader> first;
  std::string first_node;
  Complaints complaints;
  for (ExecutionNode* node : best_first()) {
    const NodeHealth health = node->health();
    if (first && !can_confirm(health)) continue;
    const std::string& name = health.name;
    const auto answers = node->ask(question, true);
    if (!answers) {
      complaints.add(answers.error().text());
      continue;
    }
    const RpcAnswer& answer = answers->front();
    if (answer.error || answer.result == "null") {
      complaints.add(
          name + (answer.error ? " says: " + answer.error->text() : " does not know the block"));
      continue;
    }
    const auto header = parse_block_header(answer.result, name + " " + block.text());
    if (!header) return std::unexpected(header.error());
    if (hash && header->hash != *hash)
      return fail(ErrorKind::mismatch, "another block came", name + " " + block.text(),
                  "do not use this node");
    if (block.is_tag()) return *header;
    if (first && *first != *header) {
      count_disagreement();
      return disagreement(block.text(), first_node, text_of(*first), name, text_of(*header));
    }
    if (first) return *first;
    first = *header;
    first_node = name;
  }
  if (first) return *first;
  return complaints.error(block.text());
}

}  // namespace apsis
