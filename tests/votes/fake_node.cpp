// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/votes/fake_node.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/hex.hpp"
#include "oracle/chain/contract_function.hpp"
#include "oracle/chain/rpc_value.hpp"

namespace apsis {

namespace {

using nlohmann::json;

/// What a handler of one method gives: a result, or an error object.
struct Said {
  json result{};
  json error{};
};

Said refused(std::string_view message) {
  return {{}, {{"code", -32000}, {"message", message}}};
}

Said failed(const Error& error) {
  return refused(error.text());
}

Bytes bytes_of(const json& hex) {
  return from_hex(hex.get<std::string>()).value_or(Bytes{});
}

Bytes20 address_of(const json& hex) {
  return array_from_hex<20>(hex.get<std::string>()).value_or(Bytes20{});
}

Said block_said(FakeChain& chain, const json& params) {
  const Expected<ChainHead> head = chain.head();
  if (!head) return failed(head.error());
  const bool is_finalized = params[0] == "finalized";
  const std::uint64_t number = is_finalized ? head->finalized_block : head->block;
  const Bytes32 hash = to_be_bytes(uint256(number));
  return {{{"number", rpc_hex(number)},
           {"hash", to_hex(hash)},
           {"parentHash", to_hex(to_be_bytes(uint256(number - 1)))},
           {"stateRoot", to_hex(hash)},
           {"parentBeaconBlockRoot", to_hex(hash)},
           {"timestamp", rpc_hex(static_cast<std::uint64_t>(std::time(nullptr)))},
           {"baseFeePerGas", rpc_hex(head->base_fee_wei)}},
          {}};
}

Said call_said(FakeChain& chain, const json& params, bool is_estimate) {
  const json& call = params[0];
  const Bytes data = bytes_of(call["data"]);
  if (address_of(call["to"]) == fake_storage_address) {
    const auto inputs = decode_call(contract_function("RocketStorage", "getBool"), data);
    if (!inputs) return refused("execution reverted");
    const Expected<bool> flag = chain.flag(to_array<32>(inputs->at(0).bytes()));
    if (!flag) return failed(flag.error());
    return {to_hex(to_be_bytes(uint256(*flag ? 1 : 0))), {}};
  }
  const Expected<Simulation> simulation = chain.simulate(address_of(call["from"]), data);
  if (!simulation) return failed(simulation.error());
  if (!simulation->succeeds)
    return {{}, {{"code", 3}, {"message", "execution reverted: " + simulation->reason}}};
  if (is_estimate) return {rpc_hex(simulation->gas), {}};
  return {"0x", {}};
}

Said nonce_said(FakeChain& chain, const json& params) {
  const NonceAt at = params[1] == "finalized" ? NonceAt::finalized
                     : params[1] == "pending" ? NonceAt::pending
                                              : NonceAt::latest;
  const Expected<std::uint64_t> nonce = chain.nonce(address_of(params[0]), at);
  if (!nonce) return failed(nonce.error());
  return {rpc_hex(*nonce), {}};
}

Said send_said(FakeChain& chain, const json& params) {
  const Bytes raw = bytes_of(params[0]);
  const Expected<SendAnswer> answer = chain.send(raw);
  if (!answer) return failed(answer.error());
  if (answer->outcome != SendOutcome::taken) return refused(answer->text);
  return {to_hex(decode_signed(raw).value().hash), {}};
}

Said receipt_said(FakeChain& chain, const json& params) {
  const auto hash = array_from_hex<32>(params[0].get<std::string>());
  const auto receipt = chain.receipt(hash.value_or(Bytes32{}));
  if (!receipt) return failed(receipt.error());
  if (!*receipt) return {};
  return {{{"blockNumber", rpc_hex((*receipt)->block)},
           {"status", (*receipt)->succeeded ? "0x1" : "0x0"},
           {"gasUsed", rpc_hex(std::uint64_t{100'000})},
           {"effectiveGasPrice", rpc_hex((*receipt)->cost_wei / 100'000)}},
          {}};
}

/// What happened on this chain, for a test: subjects with the number of votes that count and the
/// nonces and transactions that were ever taken for them.
Said votes_said(FakeChain& chain) {
  json out = json::object();
  const auto subject_of = [](const SignedTransaction& transaction) {
    const Bytes& data = transaction.transaction.data;
    return data.size() < 36 ? std::string("none")
                            : to_decimal(uint256_from_be(ByteSpan(data).subspan(4, 32)));
  };
  for (const FakeChain::Mined& entry : chain.mined()) {
    json& count = out[subject_of(entry.transaction)]["votes"];
    count = (count.is_null() ? 0 : count.get<int>()) + (entry.succeeded ? 1 : 0);
  }
  for (const auto& [hash, transaction] : chain.taken()) {
    json& count = out[subject_of(transaction)]["transactions"];
    count = (count.is_null() ? 0 : count.get<int>()) + 1;
  }
  return {out, {}};
}

Said answer_to(FakeChain& chain, const std::string& method, const json& params) {
  if (method == "eth_chainId") return {rpc_hex(fake_chain_id), {}};
  if (method == "eth_syncing") return {false, {}};
  if (method == "eth_getBlockByNumber") return block_said(chain, params);
  if (method == "eth_getTransactionCount") return nonce_said(chain, params);
  if (method == "eth_call") return call_said(chain, params, false);
  if (method == "eth_estimateGas") return call_said(chain, params, true);
  if (method == "eth_sendRawTransaction") return send_said(chain, params);
  if (method == "eth_getTransactionReceipt") return receipt_said(chain, params);
  if (method == "test_votes") return votes_said(chain);
  if (method != "eth_getBalance") return refused("no such method");
  const Expected<uint256> balance = chain.balance_wei();
  return balance ? Said{rpc_hex(*balance), {}} : failed(balance.error());
}

json reply_to(FakeChain& chain, const json& request) {
  const Said said = answer_to(chain, request["method"], request["params"]);
  json out = {{"jsonrpc", "2.0"}, {"id", request["id"]}};
  if (said.error.is_null())
    out["result"] = said.result;
  else
    out["error"] = said.error;
  return out;
}

}  // namespace

unsigned FakeNode::up_to(unsigned most) {
  const std::lock_guard lock(mutex_);
  return std::uniform_int_distribution<unsigned>(0, most)(random_);
}

bool FakeNode::happens(unsigned in_a_thousand) {
  return up_to(999) < in_a_thousand;
}

void FakeNode::tick() {
  if (happens(faults_.reorganisations))
    chain_.reorganise(1, !happens(500));
  else
    chain_.mine();
}

HttpResponse FakeNode::handle(const HttpRequest& request) {
  HttpResponse out;
  const json question = json::parse(request.body);
  if (question.is_array()) {
    json replies = json::array();
    for (const json& one : question) replies.push_back(reply_to(chain_, one));
    out.body = replies.dump();
    return out;
  }
  const bool is_transaction = question["method"] == "eth_sendRawTransaction";
  // The pool of a real node may drop a transaction, too.
  if (is_transaction && happens(faults_.forgotten))
    out.body =
        json{{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", to_hex(Bytes32{})}}.dump();
  else
    out.body = reply_to(chain_, question).dump();
  out.fault.drop = happens(faults_.silent) || (is_transaction && happens(faults_.lost_answers));
  return out;
}

Expected<std::unique_ptr<HttpServer>> FakeNode::start() {
  return HttpServer::start(loopback_address, 0,
                           [this](const HttpRequest& request) { return handle(request); });
}

}  // namespace apsis
