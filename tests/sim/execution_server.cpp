// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/execution_server.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/uint256.hpp"
#include "tests/sim/execution_calls.hpp"

namespace apsis {

namespace {

using Element = simdjson::dom::element;

/// Errors that are remembered at most.
constexpr std::size_t max_errors_kept = 1'000;
/// Largest body of a request.
constexpr std::uint64_t max_request_bytes = std::uint64_t{16} << 20;
constexpr std::uint64_t slot_seconds = 12;
constexpr std::uint64_t tip_wei = 1'000'000'000;

constexpr std::string_view broken =
    R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid request"}})";

bool is_one_of(const std::string& method, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, method) != names.end();
}

}  // namespace

Bytes32 made_beacon_root(std::uint64_t slot) {
  return to_be_bytes(uint256(slot));
}

Expected<std::unique_ptr<ExecutionServer>> ExecutionServer::start(const std::string& directory,
                                                                  std::uint16_t port) {
  auto recording = ExecutionRecording::open(directory);
  if (!recording) return std::unexpected(recording.error());
  std::unique_ptr<ExecutionServer> out(new ExecutionServer(std::move(*recording)));
  ExecutionServer* raw = out.get();
  HttpServerLimits limits;
  limits.body_bytes = max_request_bytes;
  auto server = HttpServer::start(
      loopback_address, port, [raw](const HttpRequest& request) { return raw->answer(request); },
      limits);
  if (!server) return std::unexpected(server.error());
  out->server_ = std::move(*server);
  return out;
}

ExecutionServer::ExecutionServer(ExecutionRecording recording)
    : recording_(std::move(recording)), head_(recording_.headers.size() - 1) {
  parent_root_ = [genesis = recording_.genesis_time](std::uint64_t timestamp) {
    const std::uint64_t slot = (timestamp - std::min(timestamp, genesis)) / slot_seconds;
    return made_beacon_root(slot == 0 ? 0 : slot - 1);
  };
}

void ExecutionServer::set_head(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  head_ = std::min<std::uint64_t>(number, recording_.headers.size() - 1);
}

std::uint64_t ExecutionServer::head() const {
  const std::lock_guard lock(mutex_);
  return head_;
}

std::map<std::string, std::uint64_t> ExecutionServer::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

std::vector<std::string> ExecutionServer::unanswered() const {
  const std::lock_guard lock(mutex_);
  return unanswered_;
}

HttpResponse ExecutionServer::answer(const HttpRequest& request) {
  HttpResponse out;
  out.headers = {{"Content-Type", "application/json"}};
  if (request.method != "POST") {
    out.status = 405;
    return out;
  }
  if (!login_.empty() && find_header(request.headers, "Authorization").value_or("") != login_) {
    out.status = 401;
    return out;
  }
  out.body = answer_body(request.body);
  faults_.spoil(request.body, out);
  return out;
}

std::string ExecutionServer::answer_body(const std::string& body) {
  simdjson::dom::parser parser;
  Element all;
  if (parser.parse(body).get(all) != simdjson::SUCCESS) return std::string(broken);
  simdjson::dom::array list;
  if (all.get(list) != simdjson::SUCCESS) return answer_one(all);
  std::string out;
  for (const Element request : list) out += (out.empty() ? "" : ",") + answer_one(request);
  return "[" + out + "]";
}

std::string ExecutionServer::answer_one(Element request) {
  std::string_view method;
  Element id, params;
  simdjson::dom::parser parser;
  if (request.at_key("method").get(method) != simdjson::SUCCESS ||
      request.at_key("id").get(id) != simdjson::SUCCESS)
    return std::string(broken);
  const bool has_params = request.at_key("params").get(params) == simdjson::SUCCESS;
  if (!has_params) params = parser.parse(std::string("[]"));
  std::uint64_t head = 0;
  {
    const std::lock_guard lock(mutex_);
    ++counts_[std::string(method)];
    head = head_;
  }
  const ExecutionView view(recording_, head, faults_.belief(), parent_root_);
  const RpcReplyText reply = dispatch(view, std::string(method), RpcParams(params));
  const std::string start = R"({"jsonrpc":"2.0","id":)" + simdjson::minify(id);
  if (reply) return start + ",\"result\":" + *reply + "}";
  if (reply.error().find("the recording has no") != std::string::npos) {
    const std::lock_guard lock(mutex_);
    if (unanswered_.size() < max_errors_kept) unanswered_.push_back(reply.error());
  }
  return start + ",\"error\":" + reply.error() + "}";
}

RpcReplyText ExecutionServer::dispatch(const ExecutionView& view, const std::string& method,
                                       const RpcParams& params) {
  if (method == "eth_call") return answer_eth_call(view, params);
  if (is_one_of(method, {"eth_getBlockByNumber", "eth_getBlockByHash"}))
    return answer_block(view, params);
  if (method == "eth_getLogs") return answer_logs(view, params);
  if (is_one_of(method, {"eth_getBalance", "eth_getTransactionCount", "eth_getStorageAt"}))
    return answer_account(view, method, params);
  if (is_one_of(method, {"eth_getTransactionByHash", "eth_getTransactionReceipt"})) {
    const std::lock_guard lock(mutex_);
    return answer_transaction(view, method, params.text(0), sent_);
  }
  if (method == "eth_estimateGas") return answer_estimate(view, params);
  if (method == "eth_feeHistory") return answer_fee_history(view, params);
  if (method == "eth_sendRawTransaction") return send(params);
  return answer_chain(view, method);
}

RpcReplyText ExecutionServer::answer_chain(const ExecutionView& view, const std::string& method) {
  const std::uint64_t chain_id = view.belief().chain_id.value_or(recording_.chain_id);
  if (method == "eth_chainId") return fmt::format("\"{:#x}\"", chain_id);
  if (method == "net_version") return fmt::format("\"{}\"", chain_id);
  if (method == "eth_blockNumber") return fmt::format("\"{:#x}\"", view.head());
  if (method == "eth_syncing")
    return view.belief().syncing
               ? fmt::format(R"({{"currentBlock":"{:#x}","highestBlock":"0xffffff"}})", view.head())
               : "false";
  if (method == "web3_clientVersion") return "\"apsis-sparring\"";
  if (method == "eth_maxPriorityFeePerGas") return fmt::format("\"{:#x}\"", tip_wei);
  if (method == "eth_gasPrice") {
    const uint256 base(recording_.headers[view.head()].base_fee);
    return "\"0x" + uint256(base + tip_wei).str(0, std::ios_base::hex) + "\"";
  }
  return rpc_error(-32601, "Method not found");
}

RpcReplyText ExecutionServer::answer_block(const ExecutionView& view, const RpcParams& params) {
  const auto number = view.resolve(params.json(0));
  return number ? view.header_json(*number) : "null";
}

RpcReplyText ExecutionServer::answer_eth_call(const ExecutionView& view, const RpcParams& params) {
  // Votes were simulated from their sender; such calls are recorded with all their parameters.
  if (!params.field(0, "from").empty()) {
    if (const RpcReplyText known = sample("eth_call", params); known || known.error() != "")
      return known;
  }
  const auto block = view.resolve(params.json(1));
  if (!block) return std::unexpected(block.error());
  std::string data = params.field(0, "data");
  if (data.empty()) data = params.field(0, "input");
  return answer_call(view, *block, params.field(0, "to"), data);
}

RpcReplyText ExecutionServer::sample(const std::string& method, const RpcParams& params) {
  const auto found = recording_.samples.find(method + " " + params.all());
  if (found == recording_.samples.end()) return std::unexpected(std::string());
  if (!found->second.error.empty()) return std::unexpected(found->second.error);
  return found->second.result;
}

RpcReplyText ExecutionServer::send(const RpcParams& params) {
  const auto found =
      std::ranges::find(recording_.transactions, params.text(0), &RecordedTransaction::raw);
  if (found != recording_.transactions.end()) {
    const std::lock_guard lock(mutex_);
    if (!sent_.insert(found->hash).second) return rpc_error(-32000, "already known");
    return "\"" + found->hash + "\"";
  }
  const RpcReplyText known = sample("eth_sendRawTransaction", params);
  if (known || !known.error().empty()) return known;
  return rpc_error(-32000, "the recording has no such transaction");
}

}  // namespace apsis
