// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <set>

#include "core/hex.hpp"
#include "oracle/chain/contract_event.hpp"
#include "oracle/chain/contract_function.hpp"
#include "oracle/chain/revert_reason.hpp"
#include "tests/recordings.hpp"

using namespace apsis;

namespace {

/// Functions that stand in no list: contracts of others, and of proxies.
const std::set<std::string> unlisted = {
    "UniswapV3Pool",     "RocketMinipoolProxy", "L2Messenger",       "L2ArbitrumMessenger",
    "L2ZkSyncMessenger", "L2ScrollMessenger",   "ScrollFeeEstimator"};

/// Lines of a list under their contracts' headings.
std::map<std::string, std::vector<std::string>> read_list(const std::filesystem::path& path) {
  std::map<std::string, std::vector<std::string>> out;
  std::ifstream file(path);
  std::string contract;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## "))
      contract = line.substr(3);
    else if (!line.empty())
      out[contract].push_back(line);
  }
  return out;
}

bool has_line(const std::vector<std::string>& lines, const std::string& start) {
  for (const std::string& line : lines)
    if (line.starts_with(start)) return true;
  return false;
}

std::string outputs_text(const ContractFunction& function) {
  std::string out;
  for (const AbiType& type : function.outputs) out += (out.empty() ? "" : ",") + type.text();
  return out;
}

}  // namespace

TEST_CASE("each function of the table is declared and hashed as in the contracts' list") {
  const auto path = shared_folder() / "specs/contracts-functions.txt";
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: no " << path.string() << " (set APSIS_SHARED)");
    return;
  }
  auto list = read_list(path);
  for (const ContractFunction& function : contract_functions()) {
    if (unlisted.contains(function.contract)) continue;
    const std::string line = to_hex(function.selector) + " " + function.signature + " -> " +
                             outputs_text(function) + " ";
    CHECK_MESSAGE(has_line(list[function.contract], line), function.contract << " " << line);
  }
}

TEST_CASE("each event of the contracts' list is in the table with its topic") {
  const auto path = shared_folder() / "specs/contracts-events.txt";
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: no " << path.string() << " (set APSIS_SHARED)");
    return;
  }
  std::size_t count = 0;
  for (const auto& [contract, lines] : read_list(path)) count += lines.size();
  CHECK(contract_events().size() == count);
  auto list = read_list(path);
  for (const ContractEvent& event : contract_events()) {
    const std::string line = "event " + event.signature + " " + to_hex(event.topic);
    CHECK_MESSAGE(has_line(list[event.contract], line), event.contract << " " << line);
  }
}

TEST_CASE("no contract has two functions of one name in the table") {
  std::set<std::string> seen;
  for (const ContractFunction& function : contract_functions())
    CHECK_MESSAGE(seen.insert(function.contract + "." + function.name).second, function.signature);
}

TEST_CASE("calldata is the selector and the inputs") {
  const ContractFunction& function = contract_function("RocketNetworkPrices", "submitPrices");
  const AbiValue::List inputs = {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3}};
  const auto calldata = encode_call(function, inputs);
  REQUIRE(calldata);
  CHECK(to_hex(ByteSpan(*calldata).first(4)) == "0xba214c3c");
  CHECK(*decode_call(function, *calldata) == inputs);
  CHECK(find_function("", *calldata) == &function);
  CHECK(find_function("RocketNetworkBalances", *calldata) == nullptr);
  CHECK(find_function("", Bytes{1, 2}) == nullptr);
  CHECK_FALSE(decode_call(function, Bytes{1, 2, 3, 4}));
  CHECK_FALSE(decode_call(function, ByteSpan(*calldata).first(90)));
  CHECK_FALSE(encode_call(function, {}));
}

TEST_CASE("an answer of no bytes says that there is no contract") {
  const ContractFunction& function = contract_function("RocketTokenRETH", "totalSupply");
  const auto nothing = decode_result(function, {});
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().remedy.find("no contract") != std::string::npos);
  CHECK((*decode_result(function, to_be_bytes(uint256(5))))[0].number() == 5);
}

TEST_CASE("a log gives its fields in order, indexed ones out of topics") {
  const ContractEvent& event = contract_event("RocketNetworkPrices", "PricesUpdated");
  const std::vector<Bytes32> topics = {event.topic, to_be_bytes(uint256(10))};
  Bytes data;
  for (const std::uint64_t number : {11u, 12u, 13u}) {
    const Bytes32 word = to_be_bytes(uint256(number));
    data.insert(data.end(), word.begin(), word.end());
  }
  const auto values = decode_log(event, topics, data);
  REQUIRE(values);
  CHECK((*values)[0].number() == 10);
  CHECK((*values)[3].number() == 13);
  CHECK(find_event(topics) == &event);
  CHECK_FALSE(decode_log(event, topics, ByteSpan(data).first(64)));
  CHECK_FALSE(decode_log(event, std::vector<Bytes32>{event.topic}, data));
  CHECK(find_event({}) == nullptr);
}

TEST_CASE("revert reasons are told as people read them") {
  const auto reason = [](std::string_view hex) { return revert_reason(from_hex(hex).value()); };
  const std::string word_of_32 = std::string(62, '0') + "20";
  CHECK(reason("0x08c379a0" + word_of_32 + std::string(62, '0') + "03" + "616263" +
               std::string(58, '0')) == "abc");
  CHECK(reason("0x08c379a0" + word_of_32 + std::string(62, '0') + "03" + "610a63" +
               std::string(58, '0')) == "a?c");
  CHECK(reason("0x4e487b71" + std::string(62, '0') + "11") == "panic: arithmetic overflow");
  CHECK(reason("0x4e487b71" + std::string(62, '0') + "99") == "panic 153");
  CHECK(reason("0x12345678") == "reverted with 0x12345678");
  CHECK(reason("0x08c379a0ff") == "reverted with 0x08c379a0ff");
  CHECK(reason("0x") == "reverted without a reason");
}
