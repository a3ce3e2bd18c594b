// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/contract_reader.hpp"

#include <doctest/doctest.h>

#include "core/hex.hpp"
#include "oracle/chain/contract_book.hpp"
#include "oracle/chain/contract_event.hpp"
#include "oracle/chain/log_query.hpp"
#include "tests/sim/sparring.hpp"

using namespace apsis;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// Two sparring nodes, their network and a reader.
struct Setup {
  std::unique_ptr<ExecutionServer> a = sparring_node();
  std::unique_ptr<ExecutionServer> b = a ? sparring_node() : nullptr;
  Network network;
  std::unique_ptr<ExecutionNodes> nodes;
  std::unique_ptr<ContractReader> reader;
  explicit Setup(bool multicall = true) {
    if (!a) return;
    a->set_head(747);
    b->set_head(747);
    network = recorded_network(a->recorded());
    if (!multicall) network.multicall = network.balance_checker = std::nullopt;
    HttpClientLimits limits = execution_limits;
    limits.first_backoff = std::chrono::milliseconds(1);
    nodes =
        std::make_unique<ExecutionNodes>(*parse_nodes(a->url() + "," + b->url()), 31337, limits);
    REQUIRE(nodes->check());
    reader = std::make_unique<ContractReader>(*nodes, network);
  }
  explicit operator bool() const { return a != nullptr; }
  BlockRef target() const { return *array_from_hex<32>(a->recorded().headers[747].hash); }
};

/// The book at the target.
Expected<ContractBook> book_of(Setup& setup) {
  auto book = read_contract_book(*setup.reader, setup.network, setup.target());
  if (!book) FAIL(book.error().text());
  return book;
}

std::vector<ContractCall> node_calls(const ContractBook& book, std::uint64_t count) {
  std::vector<ContractCall> out;
  for (std::uint64_t i = 0; i < count; ++i)
    out.push_back(*book.call("RocketNodeManager", "getNodeAt", {AbiValue(i)}));
  return out;
}

}  // namespace

TEST_CASE("the book of contracts is RocketStorage's, by the names of the table") {
  Setup setup;
  if (!setup) return;
  const auto book = book_of(setup);
  REQUIRE(book);
  CHECK(book->protocol_version == "1.4");
  CHECK(book->votes_allowed());
  CHECK(to_hex(*book->address("RocketNodeManager")) ==
        "0x24d41dbc3d60d0784f8a937c59fbde51440d5140");
  CHECK(to_hex(*book->address("LinkedListStorage")) ==
        "0x76cec9299b6fa418dc71416ff353737ab7933a7d");
  CHECK(book->address("RocketStorage") == setup.network.rocket_storage);
  CHECK(contains(book->address("RocketTeapot").error().text(), "no such contract"));
  for (const ContractFunction& function : contract_functions()) {
    const bool elsewhere =
        function.contract.starts_with("L2") || function.contract.starts_with("Multicall") ||
        function.contract.starts_with("EthBalance") || function.contract.starts_with("Uniswap") ||
        function.contract.starts_with("Scroll") || function.contract == "RocketMinipoolProxy";
    if (!elsewhere) CHECK_MESSAGE(book->address(function.contract), function.contract);
  }
}

TEST_CASE("many calls give the same answers with and without a multicall, tied to their calls") {
  std::vector<AbiValue> packed;
  for (const bool multicall : {true, false}) {
    Setup setup(multicall);
    if (!setup) return;
    const auto book = book_of(setup);
    REQUIRE(book);
    const auto nodes = setup.reader->call(node_calls(*book, 15), setup.target());
    REQUIRE(nodes);
    CHECK(to_hex(nodes->front().address()) == "0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
    if (multicall) packed = *nodes;
    CHECK(*nodes == packed);
    CHECK(setup.reader->cost().calls > 50);
    const auto ratio =
        setup.reader->call_one(*book->call("RocketTokenRETH", "getExchangeRate"), setup.target());
    REQUIRE(ratio);
    CHECK(ratio->number() > uint256(1'000'000'000'000'000'000u));
    CHECK(setup.nodes->single_answers() == 0);
  }
}

TEST_CASE("more calls than one multicall takes are parted and stay in order") {
  Setup setup;
  if (!setup) return;
  const auto book = book_of(setup);
  REQUIRE(book);
  std::vector<ContractCall> calls;
  const auto fifteen = node_calls(*book, 15);
  while (calls.size() < max_multicall_calls * max_multicall_batch + 250)
    calls.insert(calls.end(), fifteen.begin(), fifteen.end());
  const std::uint64_t before = setup.a->counts().at("eth_call");
  const auto answers = setup.reader->call(calls, setup.target());
  REQUIRE(answers);
  REQUIRE(answers->size() == calls.size());
  for (std::size_t i = 15; i < answers->size(); ++i) CHECK((*answers)[i] == (*answers)[i - 15]);
  CHECK(setup.a->counts().at("eth_call") - before == max_multicall_batch + 2);
}

TEST_CASE("every recorded call of the table gives the recorded answer through multicalls") {
  Setup setup;
  if (!setup) return;
  std::vector<ContractCall> calls;
  std::vector<const RecordedAnswer*> truth;
  for (const auto& [key, answer] : setup.a->recorded().states.at(747).calls) {
    const Bytes data = *from_hex(key.substr(42));
    const ContractFunction* function = find_function("", data);
    const auto args = function ? decode_call(*function, data) : std::unexpected(Error{});
    // Some answers would need more gas than a call has: those are errors of the node.
    if (!args || answer.error.find("MemoryOOG") != std::string::npos) continue;
    calls.push_back({*array_from_hex<20>(key.substr(0, 42)), function, *args});
    truth.push_back(&answer);
  }
  REQUIRE(calls.size() > 3'000);
  const auto answers = setup.reader->try_call(calls, setup.target());
  REQUIRE(answers);
  std::size_t values = 0;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const Expected<AbiValue>& got = (*answers)[i];
    const std::string& text = truth[i]->result;
    const Bytes result = text.empty() ? Bytes{} : *from_hex(text.substr(1, text.size() - 2));
    const auto want = decode_answer(calls[i], result);
    CHECK_MESSAGE(got.has_value() == want.has_value(), calls[i].text());
    if (got && want) CHECK_MESSAGE(*got == *want, calls[i].text());
    values += got.has_value();
  }
  CHECK(values > 3'000);
  CHECK(setup.a->unanswered().empty());
  MESSAGE(values << " values of " << calls.size() << " calls in " << setup.reader->cost().batches
                 << " batches, " << setup.nodes->health()[0].bytes_received << " bytes");
}

TEST_CASE("a call that reverts is named with arguments, address, block and reason") {
  for (const bool multicall : {true, false}) {
    Setup setup(multicall);
    if (!setup) return;
    const auto book = book_of(setup);
    REQUIRE(book);
    auto calls = node_calls(*book, 3);
    // A minipool without any bond or user deposit.
    calls.push_back(make_call(*array_from_hex<20>("9638f188fd16a3cad53ec83f31f7550bfaf8ff9c"),
                              "RocketMinipoolDelegate", "calculateUserShare",
                              {AbiValue(std::uint64_t{0})}));
    const auto each = setup.reader->try_call(calls, setup.target());
    REQUIRE(each);
    CHECK(each->at(2).has_value());
    CHECK_FALSE(each->at(3).has_value());
    const auto all = setup.reader->call(calls, setup.target());
    REQUIRE_FALSE(all);
    const std::string text = all.error().text();
    CHECK(contains(text, "SafeMath: division by zero"));
    CHECK(contains(text, "RocketMinipoolDelegate.calculateUserShare(0) at 0x9638f188"));
    CHECK(contains(text, setup.target().text()));
  }
}

TEST_CASE("an address without code is an error that names the call") {
  Setup setup;
  if (!setup) return;
  // Node n12's distributor was never deployed.
  const auto book = book_of(setup);
  const auto node = array_from_hex<20>("bda5747bfd65f08deb54cb465eb87d40e51b197e");
  const auto proxy = setup.reader->call_one(
      *book->call("RocketNodeDistributorFactory", "getProxyAddress", {AbiValue(*node)}),
      setup.target());
  REQUIRE(proxy);
  const auto share = setup.reader->call_one(
      make_call(proxy->address(), "RocketNodeDistributorDelegate", "getUserShare"), setup.target());
  REQUIRE_FALSE(share);
  CHECK(contains(share.error().text(), "no contract is at that address"));
}

TEST_CASE("two nodes that differ in one call of many are an error that names the call and both") {
  for (const bool multicall : {true, false}) {
    Setup setup(multicall);
    if (!setup) return;
    const auto book = book_of(setup);
    REQUIRE(book);
    const Bytes data =
        *encode_call(*node_calls(*book, 8).back().function, {{AbiValue(std::uint64_t{7})}});
    REQUIRE(setup.b->faults().add("wrong=" + to_hex(data)));
    const auto answers = setup.reader->call(node_calls(*book, 15), setup.target());
    REQUIRE_FALSE(answers);
    CHECK(answers.error().kind == ErrorKind::mismatch);
    const std::string text = answers.error().text();
    CHECK(contains(text, "RocketNodeManager.getNodeAt(7)"));
    CHECK(contains(text, setup.a->url()));
    CHECK(contains(text, setup.b->url()));
    CHECK(contains(text, setup.target().text()));
    CHECK(setup.nodes->disagreements() == 1);
  }
}

TEST_CASE("balances are the recorded ones, from the checker and one by one, and are compared") {
  std::vector<uint256> checked;
  for (const bool checker : {true, false}) {
    Setup setup(checker);
    if (!setup) return;
    std::vector<Bytes20> addresses;
    std::vector<uint256> truth;
    for (const auto& [address, account] : setup.a->recorded().states.at(747).accounts) {
      addresses.push_back(*array_from_hex<20>(address));
      truth.push_back(*uint256_from_decimal(account.wei));
    }
    const auto balances = setup.reader->balances(addresses, setup.target());
    REQUIRE(balances);
    CHECK(*balances == truth);
  }
}

TEST_CASE("a question at a tag is answered at one block") {
  Setup setup;
  if (!setup) return;
  const auto book = read_contract_book(*setup.reader, setup.network, BlockTag::latest);
  REQUIRE(book);
  CHECK(book->block_hash == std::get<Bytes32>(setup.target().id));
  CHECK(setup.reader->call(node_calls(*book, 3), BlockTag::latest));
}

TEST_CASE("a wrong RocketStorage or multicall is found out with a clear line") {
  Setup setup;
  if (!setup) return;
  Network other = setup.network;
  other.multicall = array_from_hex<20>(std::string(40, '7'));
  ContractReader lost(*setup.nodes, other);
  CHECK_FALSE(read_contract_book(lost, other, setup.target()));
  CHECK(decode_multicall({}, 2).error().where.find("tryAggregate") != std::string::npos);
  const Bytes none = *abi_encode(contract_function("Multicall2", "tryAggregate").outputs,
                                 std::vector<AbiValue>{AbiValue(AbiValue::List{})});
  CHECK(contains(decode_multicall(none, 2).error().text(), "0 answers to 2 calls"));
}

TEST_CASE("an upgrade is noticed, and an unknown version stops votes alone") {
  ContractBook old, now;
  old.protocol_version = "1.4";
  now.protocol_version = "1.5";
  old.addresses = {{"A", Bytes20{1}}, {"B", Bytes20{2}}};
  now.addresses = {{"A", Bytes20{3}}, {"C", Bytes20{2}}};
  CHECK(old.votes_allowed());
  CHECK_FALSE(now.votes_allowed());
  const auto changes = changes_between(old, now);
  REQUIRE(changes.size() == 4);
  CHECK(changes[0] == "protocol version 1.4 is now 1.5");
  CHECK(contains(changes[1], "A moved from 0x01"));
  CHECK(contains(changes[2], "C is new at 0x02"));
  CHECK(contains(changes[3], "B at 0x02"));
}

TEST_CASE("the keeper reads the book again when an upgrade was seen, and little otherwise") {
  Setup setup;
  if (!setup) return;
  ContractBookKeeper keeper(*setup.reader, setup.network);
  REQUIRE(keeper.at(setup.target()));
  REQUIRE(keeper.at(setup.target()));
  CHECK(keeper.readings() == 1);
  const std::uint64_t before = setup.reader->cost().calls;
  const auto book = keeper.at(setup.target());
  REQUIRE(book);
  CHECK(setup.reader->cost().calls - before == 1);
  keeper.see_log(*(*book)->address("RocketNodeManager"));
  REQUIRE(keeper.at(setup.target()));
  CHECK(keeper.readings() == 1);
  keeper.see_log(*(*book)->address("RocketDAONodeTrustedUpgrade"));
  REQUIRE(keeper.at(setup.target()));
  CHECK(keeper.readings() == 2);
  CHECK(keeper.last_changes().empty());
}

TEST_CASE("an upgrade between two blocks is read, told, and stops votes alone") {
  Setup setup;
  if (!setup) return;
  ContractBookKeeper keeper(*setup.reader, setup.network);
  REQUIRE((*keeper.at(setup.target()))->votes_allowed());
  const auto storage_says = [&](const char* function, const Bytes32& key, const AbiValue& value) {
    const ContractCall call =
        make_call(setup.network.rocket_storage, "RocketStorage", function, {AbiValue(key)});
    const Bytes result = *abi_encode(call.function->outputs, {{value}});
    const std::string fault = "answer=" + to_hex(call.to) + ":" +
                              to_hex(*encode_call(*call.function, call.args)) + ":" +
                              to_hex(result);
    REQUIRE(setup.a->faults().add(fault));
    REQUIRE(setup.b->faults().add(fault));
  };
  storage_says("getString", storage_key("protocol.version"), AbiValue(std::string("1.5")));
  storage_says("getAddress", storage_key("contract.address", "rocketRewardsPool"),
               AbiValue(Bytes20{9}));
  const auto book = keeper.at(setup.target());
  REQUIRE(book);
  CHECK_FALSE((*book)->votes_allowed());
  CHECK((*book)->address("RocketRewardsPool") == Bytes20{9});
  REQUIRE(keeper.last_changes().size() == 2);
  CHECK(keeper.last_changes()[0] == "protocol version 1.4 is now 1.5");
  CHECK(contains(keeper.last_changes()[1], "RocketRewardsPool moved from 0xfc4ee541"));
  CHECK(setup.reader->call_one(
      *(*book)->call("RocketNodeManager", "getNodeAt", {AbiValue(std::uint64_t{0})}),
      setup.target()));
}

TEST_CASE("logs are read in parts, in order, and compared") {
  Setup setup;
  if (!setup) return;
  LogQuery query;
  query.last_block = 747;
  const auto all = query_logs(*setup.nodes, query);
  REQUIRE(all);
  CHECK(all->size() ==
        static_cast<std::size_t>(std::ranges::count_if(
            setup.a->recorded().logs, [](const RecordedLog& log) { return log.block <= 747; })));
  REQUIRE(setup.a->faults().add("logs=200"));
  REQUIRE(setup.b->faults().add("logs=200"));
  const auto parted = query_logs(*setup.nodes, query);
  if (!parted) FAIL(parted.error().text());
  CHECK(parted->size() == all->size());
  CHECK(std::ranges::equal(*parted, *all, {}, &ChainLog::index, &ChainLog::index));
  REQUIRE(setup.a->faults().add("logs=0"));
  REQUIRE(setup.b->faults().add("logs=0"));
  CHECK(contains(query_logs(*setup.nodes, query).error().text(), "more than the limit"));
  setup.a->faults().clear();
  setup.b->faults().clear();
  query.contracts = {*array_from_hex<20>("db05a386810c809ad5a77422eb189d36c7f24402")};
  query.first_topics = {contract_event("RocketNetworkBalances", "BalancesSubmitted").topic};
  const auto votes = query_logs(*setup.nodes, query);
  REQUIRE(votes);
  CHECK(votes->size() > 5);
  for (const ChainLog& log : *votes)
    CHECK(decode_log(contract_event("RocketNetworkBalances", "BalancesSubmitted"), log.topics,
                     log.data));
  REQUIRE(setup.b->faults().add("reorg=700"));
  CHECK(query_logs(*setup.nodes, query).error().kind == ErrorKind::mismatch);
  REQUIRE(setup.b->faults().add("500"));
  REQUIRE(setup.a->faults().add("500"));
  CHECK(contains(query_logs(*setup.nodes, query).error().text(), "logs of blocks 0 to"));
}
