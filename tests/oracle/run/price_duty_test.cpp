// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/price_duty.hpp"

#include "oracle/chain/contract_call.hpp"
#include "oracle/price/rpl_twap.hpp"
#include "tests/oracle/run/duty_fixture.hpp"

using namespace apsis;
using namespace apsis::test;

namespace {

constexpr std::int64_t tick = 45'000;

/// As for balances: the price of block 50 was accepted, and slot 3,200 with block 77 is next.
struct PriceFixture : DutyFixture {
  PriceDuty duty;

  PriceFixture() {
    node.blocks = {{3'200, 77}};
    node.parent_slots = {{50, 1'599}, {77, 3'199}};
    moment.finalized_epoch = 101;
    moment.state.prices_enabled = true;
    moment.state.prices_block = 50;
    moment.state.prices_frequency = 1'600 * 12;
    set_tick(tick);
  }
  void set_tick(std::int64_t average) {
    const AbiValue::List times = {std::uint64_t{twap_seconds}, std::uint64_t{0}};
    const ContractCall call = make_call(Bytes20{9}, "UniswapV3Pool", "observe", {times});
    const auto word = [](std::uint64_t number) { return to_hex(numbered(number)).substr(2); };
    // Both lists, and in the first what was accumulated then and now.
    node.calls[to_hex(*encode_call(*call.function, call.args))] =
        "0x" + word(64) + word(160) + word(2) + word(0) +
        (average < 0
             ? std::string(48, 'f') +
                   word(static_cast<std::uint64_t>(average * std::int64_t{twap_seconds})).substr(48)
             : word(static_cast<std::uint64_t>(average) * twap_seconds)) +
        word(2) + word(0) + word(0);
  }
  static VoteValues values(std::uint64_t block, std::uint64_t time, const uint256& price) {
    return vote_values(PriceVote{block, time, price});
  }
};

constexpr std::uint64_t target_time = 1'000 + 12 * 3'200;

}  // namespace

TEST_CASE("the price is computed at the target and offered until the vote is seen") {
  PriceFixture test;
  DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::voting);
  CHECK(report.subject == 77);
  CHECK(report.target_slot == 3'200);
  CHECK(contains(report.text, "(tick 45000)"));
  CHECK(test.duty.price() == price_of_tick(tick));
  REQUIRE(test.cast.size() == 1);
  CHECK(test.cast[0].duty == "price");
  const AbiValue::List inputs = {std::uint64_t{77}, target_time, price_of_tick(tick)};
  CHECK(test.cast[0].calldata ==
        encode_call(contract_function("RocketNetworkPrices", "submitPrices"), inputs).value());
  CHECK(test.cast[0].same_vote_key);
  const auto ours = PriceFixture::values(77, target_time, price_of_tick(tick));
  test.put_votes(VoteKind::price, 77, {{Bytes20{1}, ours}});
  CHECK(test.step(test.duty).state == DutyState::voted);
  CHECK(test.cast.size() == 1);
}

TEST_CASE("a member with another price is explained, and consensus is told of") {
  PriceFixture test;
  test.step(test.duty);
  const auto ours = PriceFixture::values(77, target_time, price_of_tick(tick));
  const auto theirs = PriceFixture::values(77, target_time, price_of_tick(tick + 1));
  test.put_votes(VoteKind::price, 77, {{Bytes20{1}, ours}, {Bytes20{2}, theirs}});
  DutyReport report = test.step(test.duty);
  REQUIRE(report.differences.size() == 1);
  CHECK(report.differences[0].member == Bytes20{2});
  test.put_votes(
      VoteKind::price, 77,
      {{Bytes20{1}, ours}, {Bytes20{2}, theirs}, {Bytes20{3}, theirs}, {std::nullopt, theirs}});
  test.moment.state.prices_block = 77;
  report = test.step(test.duty);
  CHECK(report.state == DutyState::diverged);
  CHECK(report.differences.size() == 1);
}

TEST_CASE("a vote that came too late is given at the accepted block, once") {
  PriceFixture test;
  const auto accepted = PriceFixture::values(50, 20'188, price_of_tick(tick));
  test.put_votes(VoteKind::price, 50, {{Bytes20{2}, accepted}, {std::nullopt, accepted}});
  DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::missed);
  CHECK(report.subject == 50);
  CHECK(contains(report.text, "a late vote"));
  REQUIRE(test.cast.size() == 1);
  CHECK(test.cast[0].subject == 50);
  // It moves nothing, so that it need not be quick.
  CHECK(test.cast[0].deadline == test.cast[0].expires);
  const AbiValue::List inputs = {std::uint64_t{50}, std::uint64_t{20'188}, price_of_tick(tick)};
  CHECK(test.cast[0].calldata ==
        encode_call(contract_function("RocketNetworkPrices", "submitPrices"), inputs).value());
  test.put_votes(VoteKind::price, 50,
                 {{Bytes20{2}, accepted}, {std::nullopt, accepted}, {Bytes20{1}, accepted}});
  report = test.step(test.duty);
  CHECK(report.subject == 77);
  CHECK(report.state == DutyState::voting);
}

TEST_CASE("the next target does not wait for a late vote that cannot be given") {
  PriceFixture test;
  const auto accepted = PriceFixture::values(50, 20'188, price_of_tick(tick));
  test.put_votes(VoteKind::price, 50, {{std::nullopt, accepted}});
  // The state of block 50 is gone, as is everything in this node.
  test.node.calls.clear();
  CHECK(test.error(test.duty).kind == ErrorKind::mismatch);
  test.set_tick(tick);
  CHECK(test.step(test.duty).subject == 77);
}

TEST_CASE("no late vote without a voter, after another vote, or for a price accepted much later") {
  PriceFixture test;
  const auto accepted = PriceFixture::values(50, 20'188, price_of_tick(tick));
  const auto other = PriceFixture::values(50, 20'188, 1);
  test.put_votes(VoteKind::price, 50, {{std::nullopt, accepted}});
  test.voter.reset();
  CHECK(test.step(test.duty).subject == 77);
  CHECK(test.cast.empty());
  test.voter = Bytes20{1};
  test.moment.finalized_epoch = 102;
  test.put_votes(VoteKind::price, 50, {{Bytes20{1}, other}, {std::nullopt, accepted}});
  CHECK(test.step(test.duty).subject == 77);
  test.moment.finalized_epoch = 103;
  test.put_votes(VoteKind::price, 50, {{std::nullopt, accepted}}, 1'051);
  CHECK(test.step(test.duty).subject == 77);
  test.moment.finalized_epoch = 104;
  test.put_votes(VoteKind::price, 50, {{std::nullopt, accepted}}, 1'050);
  CHECK(test.step(test.duty).subject == 50);
}

TEST_CASE("while the next price's slots are empty, the accepted one is told of") {
  PriceFixture test;
  test.step(test.duty);
  const auto ours = PriceFixture::values(77, target_time, price_of_tick(tick));
  const auto theirs = PriceFixture::values(77, target_time, price_of_tick(tick + 1));
  test.put_votes(
      VoteKind::price, 77,
      {{Bytes20{1}, ours}, {Bytes20{2}, theirs}, {Bytes20{3}, theirs}, {std::nullopt, theirs}});
  test.moment.state.prices_block = 77;
  // Slot 4,800 is due and final, but it and the 32 before it have no block.
  test.moment.finalized_epoch = 151;
  DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::diverged);
  CHECK(report.subject == 77);
  CHECK(report.final_time == 0);
  CHECK(contains(report.text, "4800"));
  CHECK(report.differences.size() == 2);
  CHECK(test.cast.size() == 1);
  test.node.blocks[4'800] = 90;
  report = test.step(test.duty);
  CHECK(report.subject == 90);
  CHECK(report.state == DutyState::voting);
}

TEST_CASE("a price that is none, and a guard of the contract, hold the vote") {
  PriceFixture test;
  test.set_tick(-5);
  DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::held);
  CHECK(contains(report.text, "no vote"));
  CHECK(test.cast.empty());
  PriceFixture other;
  other.moment.book.protocol_version = "1.5";
  CHECK(other.step(other.duty).state == DutyState::off);
  other.moment.book.protocol_version = "1.4";
  other.moment.state.prices_enabled = false;
  CHECK(other.step(other.duty).state == DutyState::off);
  other.moment.state.prices_enabled = true;
  other.moment.finalized_epoch = 40;
  CHECK(other.step(other.duty).state == DutyState::waiting_finality);
}

TEST_CASE("prices that suffice but were not executed are executed") {
  PriceFixture test;
  const auto ours = PriceFixture::values(77, target_time, price_of_tick(tick));
  test.put_votes(VoteKind::price, 77, {{Bytes20{1}, ours}, {Bytes20{2}, ours}});
  test.step(test.duty);
  REQUIRE(test.cast.size() == 1);
  CHECK(test.cast[0].duty == "execute price");
}

TEST_CASE("no price pool, no node, no journal, no database: an error") {
  PriceFixture test;
  test.network.rpl_price_pool.reset();
  CHECK(test.error(test.duty).kind == ErrorKind::usage);
  test.network.rpl_price_pool = Bytes20{9};
  test.node.is_down = true;
  CHECK(test.error(test.duty).kind == ErrorKind::unavailable);
  test.node.is_down = false;
  test.cast_error = fail(ErrorKind::unavailable, "no journal").error();
  CHECK(test.error(test.duty).kind == ErrorKind::unavailable);
  test.cast_error.reset();
  test.break_database();
  CHECK(test.error(test.duty).kind == ErrorKind::unavailable);
}
