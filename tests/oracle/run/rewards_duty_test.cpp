// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/rewards_duty.hpp"

#include "oracle/tree/rewards_file_writer.hpp"
#include "tests/oracle/run/duty_fixture.hpp"
#include "tests/oracle/tree/good_rewards_file.hpp"

using namespace apsis;
using namespace apsis::test;

namespace {

/// Interval 52 is over within epoch 0, whose last block is of slot 9 and has execution block 8.
struct RewardsFixture : DutyFixture {
  RewardsFile file = good_rewards_file();
  std::optional<Error> missing;
  RewardsDuty duty = RewardsDuty([this](const RewardsSnapshotPoint&) {
    return missing ? Expected<std::string>(std::unexpected(*missing)) : write_rewards_file(file);
  });

  RewardsFixture() {
    node.blocks = {{9, 8}};
    moment.clock.genesis_time = 1'000'000;
    moment.state.block.timestamp = 1'002'000;
    moment.finalized_epoch = 1;
    moment.state.rewards_enabled = true;
    moment.state.reward_index = 52;
    moment.state.interval_start = 100'100;
    moment.state.interval_seconds = 900'000;
    moment.state.pending_rpl = moment.state.pending_eth = 1'000;
  }
  VoteValues values(std::uint8_t root = 0) const {
    RewardsSubmission out = rewards_submission(file).value();
    if (root != 0) out.merkle_root = Bytes32{root};
    return vote_values(out);
  }
};

}  // namespace

TEST_CASE("a complete tree is voted for, with its calldata, until the vote is seen") {
  RewardsFixture test;
  DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::voting);
  CHECK(report.subject == 52);
  CHECK(report.target_slot == 31);
  CHECK(contains(report.text, "computed"));
  REQUIRE(test.cast.size() == 1);
  CHECK(test.cast[0].duty == "rewards");
  CHECK(test.cast[0].calldata == rewards_calldata(rewards_submission(test.file).value()));
  CHECK(test.cast[0].any_vote_key);
  CHECK(test.cast[0].address == Bytes20{3});
  const std::uint64_t slot_time = 1'000'000 + 9 * 12;
  CHECK(test.cast[0].expires == slot_time + 900'000);
  test.moment.now = slot_time + 2 * 900'000 - 1;
  test.step(test.duty);
  CHECK(test.cast.back().expires == slot_time + 2 * 900'000);
  test.cast.pop_back();
  test.put_votes(VoteKind::rewards, 52,
                 {{Bytes20{1}, test.values()}, {Bytes20{2}, test.values(5)}});
  report = test.step(test.duty);
  CHECK(report.state == DutyState::voted);
  REQUIRE(report.differences.size() == 1);
  CHECK(report.differences[0].reasons[0].term == "merkleRoot");
  CHECK(test.cast.size() == 1);
}

TEST_CASE("after the interval was accepted its votes are still compared") {
  RewardsFixture test;
  test.step(test.duty);
  test.moment.state.reward_index = 53;
  test.moment.state.interval_start = 1'000'100;
  test.put_votes(VoteKind::rewards, 52,
                 {{Bytes20{2}, test.values(5)}, {std::nullopt, test.values(5)}});
  DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::diverged);
  CHECK(report.differences.size() == 1);
  test.put_votes(VoteKind::rewards, 52, {{std::nullopt, test.values()}});
  CHECK(test.step(test.duty).state == DutyState::missed);
  CHECK(test.cast.size() == 1);
  test.moment.state.reward_index = 0;
  CHECK(test.step(test.duty).state == DutyState::waiting_time);
}

TEST_CASE("the first interval of a deployment is counted from the start of inflation") {
  RewardsFixture test;
  test.moment.state.interval_start = 0;
  test.moment.state.inflation_start = 100'100;
  const DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::voting);
  CHECK(report.target_slot == 31);
}

TEST_CASE("the first interval's tree, which has no bounds, is voted for with those of the chain") {
  RewardsFixture test;
  test.moment.state.reward_index = 0;
  test.file.header.index = 0;
  test.file.header.consensus_end_block = test.file.header.execution_end_block = 0;
  CHECK(test.step(test.duty).state == DutyState::voting);
  RewardsSubmission expected = rewards_submission(test.file).value();
  expected.consensus_block = 9;
  expected.execution_block = 8;
  REQUIRE(test.cast.size() == 1);
  CHECK(test.cast[0].calldata == rewards_calldata(expected));
}

TEST_CASE("an interval's tree is waited for, and must be of its blocks") {
  RewardsFixture test;
  test.moment.finalized_epoch = 0;
  CHECK(test.step(test.duty).state == DutyState::waiting_finality);
  test.moment.finalized_epoch = 1;
  test.missing = fail(ErrorKind::unavailable, "has no complete tree yet", "interval 52").error();
  CHECK(test.step(test.duty).state == DutyState::waiting_input);
  test.missing.reset();
  const RewardsFile good = test.file;
  test.file.header.execution_end_block = 7;
  CHECK(test.error(test.duty).kind == ErrorKind::mismatch);
  test.file = good;
  test.file.nodes[0].amounts.collateral_rpl += 1;
  CHECK(test.error(test.duty).kind == ErrorKind::mismatch);
  test.file = good;
  test.file.header.ruleset = 10;
  CHECK_FALSE(test.duty.step(test.tools(), test.moment));
  test.file = good;
  CHECK(test.step(test.duty).state == DutyState::voting);
}

TEST_CASE("rewards that the contract would refuse are held, and off is off") {
  RewardsFixture test;
  test.moment.state.pending_rpl = 1;
  const DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::held);
  CHECK(contains(report.text, "Invalid RPL rewards"));
  CHECK(test.cast.empty());
  test.moment.state.rewards_enabled = false;
  CHECK(test.step(test.duty).state == DutyState::off);
  test.moment.state.rewards_enabled = true;
  test.moment.book.protocol_version = "2";
  CHECK(test.step(test.duty).state == DutyState::off);
}

TEST_CASE("rewards that suffice but were not executed are executed") {
  RewardsFixture test;
  test.put_votes(VoteKind::rewards, 52, {{Bytes20{1}, test.values()}, {Bytes20{2}, test.values()}});
  test.step(test.duty);
  REQUIRE(test.cast.size() == 1);
  CHECK(test.cast[0].duty == "execute rewards");
  CHECK(test.cast[0].calldata == rewards_execution_calldata(rewards_submission(test.file).value()));
}

TEST_CASE("what fails beside a tree is an error") {
  RewardsFixture test;
  test.cast_error = fail(ErrorKind::unavailable, "no journal").error();
  CHECK(test.error(test.duty).kind == ErrorKind::unavailable);
  test.cast_error.reset();
  test.moment.book.addresses.erase("RocketRewardsPool");
  CHECK(test.error(test.duty).kind == ErrorKind::mismatch);
  test.break_database();
  CHECK(test.error(test.duty).kind == ErrorKind::unavailable);
  test.moment.state.interval_seconds = 0;
  test.moment.finalized_epoch = 2;
  CHECK(test.error(test.duty).kind == ErrorKind::invalid);
}
