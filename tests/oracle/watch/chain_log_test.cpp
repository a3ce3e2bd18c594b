// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/chain_log.hpp"

#include <doctest/doctest.h>

#include "oracle/watch/vote_event.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::replaced;

namespace {

/// A vote for the price: block 457, price 7, by member 0x11...
const std::string price_log =
    R"({"address":"0x00000000000000000000000000000000000000aa","topics":[)"
    R"("0x6a2507f84d6af44d2a9c355a7f1e3c4691b146051ce9501b429d8447ba9531c3",)"
    R"("0x0000000000000000000000001111111111111111111111111111111111111111"],"data":"0x)"
    "00000000000000000000000000000000000000000000000000000000000001c9"
    "0000000000000000000000000000000000000000000000000000000000000bb8"
    "0000000000000000000000000000000000000000000000000000000000000007"
    "0000000000000000000000000000000000000000000000000000000000000fa0"
    R"(","blockHash":"0x0100000000000000000000000000000000000000000000000000000000000000",)"
    R"("blockNumber":"0x1cb","transactionHash":)"
    R"("0x0200000000000000000000000000000000000000000000000000000000000000",)"
    R"("transactionIndex":"0x0","logIndex":"0x3","removed":false})";

std::string error_of(const std::string& json) {
  const auto log = read_log(json);
  REQUIRE_FALSE(log);
  CHECK(log.error().kind == ErrorKind::decode);
  return log.error().text();
}

}  // namespace

TEST_CASE("a log of a node is read, and the vote in it") {
  const auto log = read_log(price_log);
  REQUIRE(log);
  CHECK(log->block == 0x1cb);
  CHECK(log->index == 3);
  CHECK(log->contract[19] == 0xaa);
  const auto vote = read_vote(*log);
  REQUIRE(vote);
  REQUIRE(vote->has_value());
  CHECK((*vote)->kind == VoteKind::price);
  CHECK((*vote)->subject == 457);
  CHECK((*vote)->member->front() == 0x11);
  CHECK((*vote)->values == VoteValues{{"slotTimestamp", "3000"}, {"rplPrice", "7"}});
  CHECK((*vote)->time == 4000);
  CHECK_FALSE((*vote)->is_accepted());
}

TEST_CASE("a malformed log names the field") {
  CHECK(contains(error_of("[]"), "address"));
  CHECK(contains(error_of("{"), "address"));
  CHECK(contains(error_of(replaced(price_log, "0x1cb", "457")), "blockNumber"));
  CHECK(contains(error_of(replaced(price_log, "0x1cb", "0x")), "blockNumber"));
  CHECK(contains(error_of(replaced(price_log, "0x1cb", "0x1cg")), "blockNumber"));
  CHECK(contains(error_of(replaced(price_log, "\"0x3\"", "3")), "logIndex"));
  CHECK(contains(error_of(replaced(price_log, "00aa\"", "0a\"")), "address"));
  CHECK(contains(error_of(replaced(price_log, "\"topics\":[", "\"topics\":[1,2,3,")), "topics"));
  CHECK(contains(error_of(replaced(price_log, "\"data\":\"0x", "\"data\":\"0x0")), "data"));
  CHECK(contains(error_of(replaced(price_log, "false", "true")), "reorganisation"));
}

TEST_CASE("a list of logs names the one that is malformed") {
  CHECK(read_logs("[" + price_log + "," + price_log + "]")->size() == 2);
  CHECK(read_logs("[]")->empty());
  const auto bad = read_logs("[" + price_log + ",{}]");
  REQUIRE_FALSE(bad);
  CHECK(contains(bad.error().text(), "eth_getLogs 1"));
  CHECK(contains(read_logs("{}").error().text(), "not a list"));
}

TEST_CASE("more logs than a limit are refused") {
  std::string many = "[0";
  for (std::size_t i = 0; i < max_logs; ++i) many += ",0";
  CHECK(contains(read_logs(many + "]").error().text(), "fewer blocks"));
}

TEST_CASE("a log of something else is no vote, and a broken vote is an error") {
  auto log = *read_log(price_log);
  ChainLog other = log;
  other.topics[0][0] ^= 1;
  CHECK_FALSE(read_vote(other)->has_value());
  other.topics.clear();
  CHECK_FALSE(read_vote(other)->has_value());
  ChainLog cut = log;
  cut.data.pop_back();
  CHECK(contains(read_vote(cut).error().text(), "block 459"));
  const std::vector<ChainLog> logs = {log, cut};
  CHECK_FALSE(read_votes(logs));
  ChainLog far = log;
  far.data[0] = 1;  // a block number of 249 bits
  CHECK(contains(read_vote(far).error().text(), "no such number"));
  ChainLog late = log;
  late.data[96] = 1;
  CHECK(contains(read_vote(late).error().text(), "time"));
}
