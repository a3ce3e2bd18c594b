// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/rpc_value.hpp"

#include <doctest/doctest.h>

#include "oracle/chain/block_header.hpp"
#include "oracle/chain/contract_call.hpp"
#include "oracle/chain/rpc_outcome.hpp"

using namespace apsis;

namespace {

RpcOutcome outcome(std::int64_t code, const char* message) {
  return outcome_of({"", RpcError{code, message, std::nullopt}});
}

const std::string hash = "\"0x" + std::string(64, 'a') + "\"";

}  // namespace

TEST_CASE("numbers, bytes and hashes are read from hex alone") {
  CHECK(rpc_u64("\"0x2eb\"", "x") == 747);
  CHECK(rpc_number("\"0xff\"", "x") == uint256(255));
  CHECK(rpc_bytes("\"0x\"", "x") == Bytes{});
  CHECK(rpc_bytes("\"0x0102\"", "x") == Bytes{1, 2});
  CHECK(rpc_hash(hash, "x")->front() == 0xaa);
  CHECK(rpc_hex(uint256(747)) == "0x2eb");
  CHECK(rpc_hex(uint256(0)) == "0x0");
  for (const char* bad : {"", "7", "\"7\"", "\"0x\"", "\"0xg\"", "\"0x0x1\"", "null", "\"0x1"})
    CHECK_FALSE(rpc_number(bad, "x"));
  CHECK_FALSE(rpc_number("\"0x" + std::string(65, '1') + "\"", "x"));
  CHECK_FALSE(rpc_u64("\"0x10000000000000000\"", "x"));
  CHECK_FALSE(rpc_bytes("\"0x123\"", "x"));
  CHECK_FALSE(rpc_hash("\"0x12\"", "x"));
  CHECK(rpc_u64("\"many\"", "the place").error().text().find("the place") != std::string::npos);
}

TEST_CASE("errors of nodes are sorted by what they mean") {
  CHECK(outcome_of({"\"0x\"", {}}) == RpcOutcome::value);
  CHECK(outcome(3, "execution reverted") == RpcOutcome::reverted);
  CHECK(outcome_of({"", RpcError{-32015, "VM error", Bytes{1}}}) == RpcOutcome::reverted);
  CHECK(outcome(-32000, "out of gas") == RpcOutcome::reverted);
  CHECK(outcome(-32000, "missing trie node 12") == RpcOutcome::no_state);
  CHECK(outcome(-32000, "historical state is pruned") == RpcOutcome::no_state);
  CHECK(outcome(-32000, "header not found") == RpcOutcome::unknown_block);
  CHECK(outcome(-32001, "Unknown block") == RpcOutcome::unknown_block);
  CHECK(outcome(-32005, "query returned more than 10000 results") == RpcOutcome::too_much);
  CHECK(outcome(-32601, "Method not found") == RpcOutcome::refused);
}

TEST_CASE("a header that lacks a field is refused with the field's name") {
  std::string json = R"({"number":"0x1","hash":)" + hash + R"(,"parentHash":)" + hash +
                     R"(,"stateRoot":)" + hash + R"(,"timestamp":"0x5","baseFeePerGas":"0x7")";
  const auto lacking = parse_block_header(json + "}", "node");
  REQUIRE_FALSE(lacking);
  CHECK(lacking.error().text().find("parentBeaconBlockRoot") != std::string::npos);
  json += ",\"parentBeaconBlockRoot\":" + hash;
  const auto header = parse_block_header(json + "}", "node");
  REQUIRE(header);
  CHECK(header->timestamp == 5);
  CHECK(header->base_fee_wei == uint256(7));
  CHECK_FALSE(parse_block_header("null", "node"));
  CHECK_FALSE(parse_block_header("{", "node"));
}

TEST_CASE("blocks and values have a text for nodes and one for people") {
  CHECK(BlockRef(std::uint64_t{747}).json() == "\"0x2eb\"");
  CHECK(BlockRef(BlockTag::safe).json() == "\"safe\"");
  CHECK(BlockRef(Bytes32{}).json() == "{\"blockHash\":\"0x" + std::string(64, '0') + "\"}");
  CHECK(BlockRef(BlockTag::finalized).text() == "block finalized");
  CHECK(BlockRef(std::uint64_t{7}).text() == "block 7");
  CHECK(text_of(AbiValue(AbiValue::List{AbiValue(true), AbiValue(int256(-5)), AbiValue(Bytes{1}),
                                        AbiValue(std::string("a"))})) == "[true,-5,0x01,\"a\"]");
}
