// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/l2_duty.hpp"

#include "oracle/chain/contract_call.hpp"
#include "oracle/price/l2_turn.hpp"
#include "tests/oracle/run/duty_fixture.hpp"

using namespace apsis;
using namespace apsis::test;

namespace {

const std::string yes = to_hex(numbered(1)), no = to_hex(numbered(0));

/// A network with a messenger of each kind, in a turn of the voter's.
struct L2Fixture : DutyFixture {
  FeeRules fees{};
  std::unique_ptr<L2Duty> duty;

  L2Fixture() {
    network.l2_messengers = {{"base", Bytes20{21}},
                             {"arbitrum-v2", Bytes20{22}},
                             {"zksync-era", Bytes20{23}},
                             {"scroll", Bytes20{24}}};
    network.scroll_fee_estimator = Bytes20{25};
    moment.state.prices_enabled = true;
    moment.state.block.base_fee_wei = 1'000'000'000;
    while (member_of_turn(moment.state.block.number, 3) != 0)
      moment.state.block.number += blocks_per_turn;
    moment.state.block.number -= moment.state.block.number % blocks_per_turn;
    set_stale("base", yes);
    set_stale("arbitrum-v2", yes);
    set_stale("zksync-era", yes);
    set_stale("scroll", yes);
    const ContractCall fee = make_call(Bytes20{25}, "ScrollFeeEstimator",
                                       "estimateCrossDomainMessageFee", {scroll_gas_limit});
    node.calls[to_hex(*encode_call(*fee.function, fee.args))] = to_hex(numbered(777));
    restart();
  }
  void restart() {
    const auto places = l2_places("all", network);
    REQUIRE(places);
    duty = std::make_unique<L2Duty>(*places, fees);
  }
  void set_stale(const std::string& name, const std::string& answer) {
    const ContractCall call = make_call(network.l2_messengers.at(name), "L2Messenger", "rateStale");
    node.calls[to_hex(call.to) + " " + to_hex(*encode_call(*call.function, call.args))] = answer;
  }
  const Submission& sent(const std::string& name) {
    for (const Submission& one : cast)
      if (one.duty == "l2 " + name) return one;
    FAIL(name << " was not sent");
    return cast.front();
  }
};

}  // namespace

TEST_CASE("in its turn a member sends the rate to each chain where it is stale") {
  L2Fixture test;
  const DutyReport report = test.step(*test.duty);
  CHECK(report.state == DutyState::voting);
  CHECK(report.subject == test.moment.state.block.number / blocks_per_turn);
  REQUIRE(test.cast.size() == 4);
  // 2 gwei of base fee and 1 of tip.
  const uint256 max_fee = 3'000'000'000;
  CHECK(test.sent("base").value_wei == 0);
  CHECK(test.sent("base").address == Bytes20{21});
  CHECK(test.sent("arbitrum-v2").value_wei ==
        uint256(4 * (1400 + 6 * 36)) * max_fee + uint256(40'000) * 100'000'000);
  CHECK(test.sent("zksync-era").value_wei == uint256(750'000) * 500'000'000);
  CHECK(test.sent("scroll").value_wei == 777);
  const AbiValue::List arbitrum = {arbitrum_submission_cost(max_fee), arbitrum_gas_limit,
                                   arbitrum_gas_price_wei};
  CHECK(test.sent("arbitrum-v2").calldata ==
        *encode_call(contract_function("L2ArbitrumMessenger", "submitRate"), arbitrum));
  CHECK(test.sent("base").subject == report.subject);
  CHECK(test.sent("base").expires == test.moment.state.block.timestamp + 75 * 12);
  CHECK(test.duty->stale().at("scroll"));
}

TEST_CASE("a message stays what it is while its turn lasts, whatever gas costs") {
  L2Fixture test;
  test.step(*test.duty);
  test.moment.state.block.base_fee_wei *= 5;
  test.moment.state.block.number += 1;
  test.step(*test.duty);
  REQUIRE(test.cast.size() == 8);
  CHECK(test.cast[4] == test.cast[0]);
  CHECK(test.cast[7] == test.cast[3]);
}

TEST_CASE("nobody sends where the rate is fresh, or in another member's turn") {
  L2Fixture test;
  test.set_stale("base", no);
  test.step(*test.duty);
  CHECK(test.cast.size() == 3);
  CHECK_FALSE(test.duty->stale().at("base"));
  test.cast.clear();
  test.voter = Bytes20{2};
  CHECK(test.step(*test.duty).state == DutyState::waiting_time);
  test.voter = Bytes20{7};  // no member, so that no turn is its own
  CHECK(test.step(*test.duty).state == DutyState::waiting_time);
  test.voter.reset();
  CHECK(test.step(*test.duty).state == DutyState::waiting_time);
  CHECK(test.cast.empty());
  CHECK(test.duty->stale().size() == 4);
}

TEST_CASE("one messenger's trouble does not keep the others") {
  L2Fixture test;
  test.node.calls.erase(
      to_hex(Bytes20{21}) + " " +
      to_hex(*encode_call(contract_function("L2Messenger", "rateStale"), AbiValue::List{})));
  test.network.scroll_fee_estimator.reset();
  for (auto& [calldata, answer] : test.node.calls)
    if (answer == to_hex(numbered(777))) answer = "0x";
  const DutyReport report = test.step(*test.duty);
  CHECK(test.cast.size() == 2);
  CHECK(contains(report.text, "base: "));
  CHECK(contains(report.text, "scroll: "));
}

TEST_CASE("no message while prices are off, the version is unknown, or gas is above the cap") {
  L2Fixture test;
  test.moment.state.prices_enabled = false;
  CHECK(test.step(*test.duty).state == DutyState::off);
  test.moment.state.prices_enabled = true;
  test.moment.book.protocol_version = "2";
  CHECK(test.step(*test.duty).state == DutyState::off);
  test.moment.book.protocol_version = "1.4";
  test.fees.max_fee_cap_wei = 1'000'000'000;
  test.restart();
  CHECK(contains(test.step(*test.duty).text, "--max-fee-gwei"));
  CHECK(test.cast.empty());
  test.node.is_down = true;
  CHECK(test.error(*test.duty).kind == ErrorKind::unavailable);
  test.node.is_down = false;
  test.fees = {};
  test.restart();
  test.cast_error = fail(ErrorKind::unavailable, "no journal").error();
  CHECK(test.error(*test.duty).kind == ErrorKind::unavailable);
}
