// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run_command.hpp"

#include <doctest/doctest.h>

#include "core/ops/command_line.hpp"
#include "oracle/program.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;

namespace {

/// What `run` understands of these words.
Expected<RunCall> run_call(std::vector<const char*> words) {
  words.insert(words.begin(), {"apsis-oracle", "run"});
  const auto nodes = [](const std::string& name) -> std::optional<std::string> {
    if (name == "APSIS_ORACLE_EXECUTION" || name == "APSIS_ORACLE_BEACON")
      return "http://127.0.0.1:1";
    return std::nullopt;
  };
  const auto call =
      read_call(oracle_program(), static_cast<int>(words.size()), words.data(), nodes);
  if (!call) FAIL(call.error().text);
  return read_run_call(call->settings);
}

}  // namespace

TEST_CASE("run pays what the operator allows, in gwei and ETH") {
  const auto usual = run_call({});
  REQUIRE(usual);
  CHECK(usual->settings.rules.fees.daily_cap_wei == FeeRules{}.daily_cap_wei);
  CHECK(usual->settings.rules.fees.cost_cap_wei == FeeRules{}.cost_cap_wei);
  CHECK(usual->settings.rules.fees.max_fee_cap_wei == FeeRules{}.max_fee_cap_wei);
  CHECK(usual->settings.rules.fees.priority_fee_wei == FeeRules{}.priority_fee_wei);
  const auto own = run_call({"--max-fee-gwei", "30", "--tip-gwei", "0.01", "--max-transaction-eth",
                             "0.02", "--max-daily-spend-eth", "0.5"});
  REQUIRE(own);
  CHECK(own->settings.rules.fees.max_fee_cap_wei == uint256(30'000'000'000));
  CHECK(own->settings.rules.fees.priority_fee_wei == uint256(10'000'000));
  CHECK(own->settings.rules.fees.cost_cap_wei == uint256(20'000'000'000'000'000));
  CHECK(own->settings.rules.fees.daily_cap_wei == uint256(500'000'000'000'000'000));
}

TEST_CASE("what is no amount, or forbids every transaction, is refused by the option's name") {
  for (const auto& [option, text] :
       std::vector<std::pair<const char*, const char*>>{{"--max-fee-gwei", "much"},
                                                        {"--max-fee-gwei", "0"},
                                                        {"--tip-gwei", "-1"},
                                                        {"--max-transaction-eth", "0x1"},
                                                        {"--max-transaction-eth", "0.3"},
                                                        {"--max-daily-spend-eth", "1001"},
                                                        {"--max-daily-spend-eth", ""}}) {
    const auto refused = run_call({option, text});
    REQUIRE_FALSE_MESSAGE(refused, option);
    CHECK(refused.error().kind == ErrorKind::usage);
    CHECK_MESSAGE(contains(refused.error().text(), option), refused.error().text());
  }
}

TEST_CASE("messengers to other chains are switched on by name") {
  CHECK(run_call({})->settings.l2.size() == 7);
  CHECK(run_call({"--l2", "none"})->settings.l2.empty());
  const auto two = run_call({"--l2", "base,scroll", "--l2-max-daily-spend-eth", "0.01"});
  REQUIRE(two);
  REQUIRE(two->settings.l2.size() == 2);
  CHECK(two->settings.l2[0].name == "base");
  CHECK(two->settings.l2[1].kind == L2MessengerKind::scroll);
  CHECK(two->settings.rules.fees.l2_daily_cap_wei == uint256(10'000'000'000'000'000));
  CHECK(run_call({"--network", "hoodi"})->settings.l2.empty());
  CHECK(contains(run_call({"--l2", "base,moon"}).error().text(), "no messenger moon"));
  CHECK(contains(run_call({"--network", "hoodi", "--l2", "base"}).error().text(), "testnet"));
  CHECK(contains(run_call({"--l2", ""}).error().text(), "--l2"));
  CHECK(contains(run_call({"--l2-max-daily-spend-eth", "x"}).error().text(),
                 "--l2-max-daily-spend-eth"));
}

TEST_CASE("nodes, network and voter that are none are refused by the option's name") {
  for (const auto& [option, text] :
       std::vector<std::pair<const char*, const char*>>{{"--execution", "ftp://x"},
                                                        {"--archive", ","},
                                                        {"--beacon", "nowhere"},
                                                        {"--network", "no such file"},
                                                        {"--voter", "0x12"}}) {
    const auto refused = run_call({option, text});
    REQUIRE_FALSE_MESSAGE(refused, option);
    CHECK(refused.error().kind == ErrorKind::usage);
  }
}
