// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/node_chain.hpp"

#include <doctest/doctest.h>

#include "oracle/wallet/signer.hpp"
#include "tests/oracle/wallet/test_bytes.hpp"
#include "tests/votes/fake_node.hpp"

using namespace apsis;

namespace {

/// A made-up node over HTTP, and the chain that the queue sees through it.
struct NodeFixture {
  FakeChain chain;
  FakeNode node{chain, {}, 1};
  std::unique_ptr<HttpServer> server = node.start().value();
  ExecutionNodes nodes{parse_nodes(server->url()).value(), fake_chain_id};
  SubmitChain seen = node_chain(nodes, fake_storage_address);
  Signer signer{key_from(test_key_hex)};

  NodeFixture() { REQUIRE(nodes.check()); }
  Submission vote(std::uint64_t subject) {
    Submission out;
    out.address = Bytes20{7};
    out.calldata = made_vote(subject, 1);
    return out;
  }
  SignedTransaction transaction(std::uint64_t subject, std::uint64_t nonce) {
    return signer
        .sign({.chain_id = fake_chain_id,
               .nonce = nonce,
               .priority_fee_wei = 1,
               .max_fee_wei = uint256(3'000'000'000),
               .gas_limit = 100'000,
               .to = Bytes20{7},
               .value_wei = 0,
               .data = made_vote(subject, 1)})
        .value();
  }
};

NodeReply said(std::string message) {
  RpcAnswer answer;
  answer.error = RpcError{.code = -32000, .message = std::move(message)};
  return {"node", answer};
}

}  // namespace

TEST_CASE("through a node the queue sees the chain as it is") {
  NodeFixture test;
  const Bytes20& voter = test.signer.address();
  CHECK(test.seen.head().value().block == 100);
  CHECK(test.seen.head().value().finalized_block == 98);
  CHECK(test.seen.head().value().base_fee_wei == 1'000'000'000);
  CHECK(test.seen.balance_wei(voter).value() == test.chain.behaviour.balance_wei);
  CHECK(test.seen.simulate(voter, test.vote(1)).value().gas == 100'000);
  const SignedTransaction sent = test.transaction(1, 0);
  CHECK_FALSE(test.seen.receipt(sent.hash).value());
  CHECK(test.seen.send(sent.raw).value().outcome == SendOutcome::taken);
  CHECK(test.seen.send(sent.raw).value().outcome == SendOutcome::known);
  CHECK(test.seen.nonce(voter, NonceAt::latest).value() == 0);
  CHECK(test.seen.nonce(voter, NonceAt::pending).value() == 1);
  CHECK_FALSE(test.seen.flag(made_any_key(voter, 1)).value());
  test.chain.mine();
  CHECK(test.seen.flag(made_any_key(voter, 1)).value());
  CHECK(test.seen.nonce(voter, NonceAt::latest).value() == 1);
  CHECK(test.seen.nonce(voter, NonceAt::finalized).value() == 0);
  const auto receipt = test.seen.receipt(sent.hash).value();
  REQUIRE(receipt);
  CHECK(receipt->block == 101);
  CHECK(receipt->succeeded);
  CHECK(receipt->cost_wei == uint256(100'000) * 1'000'000'000);
  CHECK(test.seen.send(test.transaction(2, 0).raw).value().outcome == SendOutcome::nonce_used);
  CHECK(test.seen.simulate(voter, test.vote(1)).value().reason.find("Duplicate submission") !=
        std::string::npos);
}

TEST_CASE("a node that refuses to run a call says nothing of the call") {
  NodeFixture test;
  test.chain.behaviour.is_down = true;
  const auto simulation = test.seen.simulate(test.signer.address(), test.vote(1));
  REQUIRE_FALSE(simulation);
  CHECK(simulation.error().kind == ErrorKind::unavailable);
  CHECK_FALSE(test.seen.flag(Bytes32{}));
  CHECK_FALSE(test.seen.nonce(Bytes20{}, NonceAt::latest));
  CHECK_FALSE(test.seen.receipt(Bytes32{}));
  CHECK_FALSE(test.seen.balance_wei(Bytes20{}));
  CHECK_FALSE(test.seen.head());
  test.server->stop();
  const auto sent = test.seen.send(test.transaction(1, 0).raw);
  REQUIRE_FALSE(sent);
  CHECK(sent.error().kind == ErrorKind::unavailable);
}

TEST_CASE("the best answer of several nodes to a transaction counts") {
  const NodeReply silent{"node", fail(ErrorKind::unavailable, "time-out")};
  const NodeReply taken{"node", RpcAnswer{.result = "\"0x00\""}};
  const auto best = [](std::vector<NodeReply> replies) {
    return best_send_answer(replies).value().outcome;
  };
  CHECK(best({said("nonce too low"), taken, silent}) == SendOutcome::taken);
  CHECK(best({said("nonce too low"), said("already known")}) == SendOutcome::known);
  CHECK(best({said("odd"), said("underpriced")}) == SendOutcome::fee_too_low);
  CHECK(best({silent, said("odd")}) == SendOutcome::refused);
  CHECK(best_send_answer({silent}).error().what == "no node answers: time-out");
  CHECK(best_send_answer({}).error().kind == ErrorKind::unavailable);
}

TEST_CASE("receipts are read, and what is none is refused") {
  const std::string good =
      R"({"blockNumber":"0x10","status":"0x0","gasUsed":"0x2","effectiveGasPrice":"0x3"})";
  const auto receipt = parse_receipt(good, "receipt").value().value();
  CHECK(receipt.block == 16);
  CHECK_FALSE(receipt.succeeded);
  CHECK(receipt.cost_wei == 6);
  CHECK_FALSE(parse_receipt("null", "receipt").value());
  for (
      const char* bad :
      {"", "[]", "5", "{}", R"({"blockNumber":"0x10"})",
       R"({"blockNumber":16,"status":"0x0","gasUsed":"0x2","effectiveGasPrice":"0x3"})",
       R"({"blockNumber":"0x10","status":"0x2","gasUsed":"0x2","effectiveGasPrice":"0x3"})",
       R"({"blockNumber":"0x10","status":null,"gasUsed":"0x2","effectiveGasPrice":"0x3"})",
       R"({"blockNumber":"0x10000000000000000","status":"0x0","gasUsed":"0x2","effectiveGasPrice":"0x3"})"})
    CHECK_MESSAGE(!parse_receipt(bad, "receipt"), bad);
}
