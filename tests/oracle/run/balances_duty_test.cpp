// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/balances_duty.hpp"

#include "oracle/balances/balances_submission.hpp"
#include "oracle/run/known_rates.hpp"
#include "tests/oracle/balances/small_funds.hpp"
#include "tests/oracle/run/duty_fixture.hpp"

using namespace apsis;
using namespace apsis::test;

namespace {

/// Balances of block 50 were accepted, whose parent is of slot 1,599; a target is due every 1,600
/// slots, so that slot 3,200 with block 77 is the next.
struct BalancesFixture : DutyFixture {
  std::optional<Error> missing;  ///< in place of the snapshot
  NetworkSnapshot snapshot = small_network();
  BalancesDuty duty = BalancesDuty([this](std::uint64_t, const BlockHeader&) {
    return missing ? Expected<NetworkSnapshot>(std::unexpected(*missing)) : snapshot;
  });

  BalancesFixture() {
    node.blocks = {{3'200, 77}};
    node.parent_slots = {{50, 1'599}, {77, 3'199}};
    moment.finalized_epoch = 101;
    moment.state.balances_enabled = true;
    moment.state.balances_block = 50;
    moment.state.balances_frequency = 1'600 * 12;
    moment.state.max_rate_change = one_eth;
  }
  BalancesSubmission ours() const { return compute_balances(snapshot, 0)->submission; }
  VoteValues values(int more_wei = 0) const {
    BalancesSubmission out = ours();
    out.total_eth += more_wei;
    return vote_values(out);
  }
};

}  // namespace

TEST_CASE("balances are computed at the target, stored, and offered until the vote is seen") {
  BalancesFixture test;
  DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::voting);
  CHECK(report.subject == 77);
  CHECK(report.target_slot == 3'200);
  CHECK(report.final_time == 1'000 + 12 * 32 * 103);
  CHECK(report.votes_needed == 2);
  CHECK(contains(report.text, "computed"));
  CHECK(contains(report.text, "offered"));
  REQUIRE(test.cast.size() == 1);
  const Submission& vote = test.cast[0];
  CHECK(vote.duty == "balances");
  CHECK(vote.subject == 77);
  CHECK(vote.address == Bytes20{1});
  CHECK(vote.calldata == balances_calldata(test.ours()).value());
  CHECK(vote.any_vote_key);
  CHECK(vote.same_vote_key);
  CHECK(vote.deadline == report.final_time + 1'800);
  CHECK(vote.expires == test.ours().slot_timestamp + 2 * test.moment.state.balances_frequency);
  CHECK(test.duty.terms()->total() == test.ours().total_eth);
  CHECK(load_own_vote(test.database.connection, VoteKind::balances, 77).value()->values ==
        test.values());
  const int asked = test.node.asked;
  report = test.step(test.duty);
  CHECK(test.node.asked == asked);
  CHECK(test.cast.size() == 2);
  CHECK_FALSE(contains(report.text, "computed"));
  test.put_votes(VoteKind::balances, 77, {{Bytes20{1}, test.values()}});
  report = test.step(test.duty);
  CHECK(report.state == DutyState::voted);
  CHECK(report.votes_for_ours == 1);
  CHECK(test.cast.size() == 2);
}

TEST_CASE("a member that differs is explained once, before and after consensus") {
  BalancesFixture test;
  test.put_votes(VoteKind::balances, 77, {{Bytes20{2}, test.values(5)}});
  DutyReport report = test.step(test.duty);
  REQUIRE(report.differences.size() == 1);
  CHECK(report.differences[0].member == Bytes20{2});
  CHECK_FALSE(report.differences[0].reasons.empty());
  CHECK(report.votes == 1);
  CHECK(test.step(test.duty).differences.empty());
  test.put_votes(VoteKind::balances, 77,
                 {{Bytes20{2}, test.values(5)},
                  {Bytes20{1}, test.values()},
                  {Bytes20{3}, test.values(6)},
                  {std::nullopt, test.values()}});
  test.moment.state.balances_block = 77;
  report = test.step(test.duty);
  CHECK(report.state == DutyState::consensus);
  CHECK(report.subject == 77);
  CHECK(report.final_time == 0);
  REQUIRE(report.differences.size() == 1);
  CHECK(report.differences[0].member == Bytes20{3});
}

TEST_CASE("what was accepted without our vote is missed, with other values diverged") {
  BalancesFixture test;
  test.step(test.duty);
  test.put_votes(VoteKind::balances, 77,
                 {{Bytes20{2}, test.values()}, {std::nullopt, test.values()}});
  CHECK(test.step(test.duty).state == DutyState::missed);
  test.moment.state.balances_block = 77;
  CHECK(test.step(test.duty).state == DutyState::missed);
  CHECK(test.cast.size() == 1);
  test.voter = Bytes20{7};  // no member
  CHECK(test.step(test.duty).state == DutyState::consensus);
  test.voter = Bytes20{1};
  test.put_votes(VoteKind::balances, 77,
                 {{Bytes20{2}, test.values(1)}, {std::nullopt, test.values(1)}});
  CHECK(test.step(test.duty).state == DutyState::diverged);
}

TEST_CASE("while the next target's slots are empty, the accepted one is told of") {
  BalancesFixture test;
  test.step(test.duty);
  test.put_votes(VoteKind::balances, 77,
                 {{Bytes20{1}, test.values()},
                  {Bytes20{2}, test.values(5)},
                  {Bytes20{3}, test.values()},
                  {std::nullopt, test.values()}});
  test.moment.state.balances_block = 77;
  // Slot 4,800 is due and final, but it and the 32 before it have no block.
  test.moment.finalized_epoch = 151;
  DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::consensus);
  CHECK(report.subject == 77);
  CHECK(report.has_voted);
  CHECK(report.votes_for_ours == 2);
  CHECK(report.final_time == 0);
  CHECK(contains(report.text, "4800"));
  REQUIRE(report.differences.size() == 1);
  CHECK(report.differences[0].member == Bytes20{2});
  CHECK(test.cast.size() == 1);
  test.put_votes(VoteKind::balances, 77,
                 {{Bytes20{2}, test.values(5)}, {std::nullopt, test.values(5)}});
  CHECK(test.step(test.duty).state == DutyState::diverged);
  // Of a subject that nobody computed there is nothing to tell.
  test.moment.state.balances_block = 78;
  test.node.parent_slots[78] = 3'199;
  report = test.step(test.duty);
  CHECK(report.state == DutyState::waiting_finality);
  CHECK(report.subject == 0);
  // The next target is found as soon as there is one.
  test.moment.state.balances_block = 77;
  test.moment.finalized_epoch = 152;
  test.node.blocks[4'799] = 90;
  test.snapshot.interval.consensus_end_slot = 4'799;
  test.snapshot.interval.execution_end_block = 90;
  CHECK(test.step(test.duty).subject == 90);
  test.break_database();
  test.node.blocks.clear();
  test.moment.finalized_epoch = 153;
  CHECK(contains(test.error(test.duty).text(), "own_votes"));
}

TEST_CASE("a subject for which nothing was computed is missed by a member alone") {
  BalancesFixture test;
  test.moment.state.balances_block = 77;
  CHECK(test.step(test.duty).state == DutyState::waiting_time);
  test.put_votes(VoteKind::balances, 77, {{std::nullopt, test.values()}});
  CHECK(test.step(test.duty).state == DutyState::missed);
  CHECK(test.step(test.duty).subject == 77);
  test.moment.membership.members[0].joined_time = 50'001;
  CHECK(test.step(test.duty).state == DutyState::waiting_time);
  test.moment.membership.members[0].joined_time = 1;
  test.put_votes(VoteKind::balances, 77,
                 {{Bytes20{1}, test.values()}, {std::nullopt, test.values()}});
  CHECK(test.step(test.duty).state == DutyState::waiting_time);
}

TEST_CASE("what is not there yet is waited for") {
  BalancesFixture test;
  test.moment.finalized_epoch = 40;
  CHECK(test.step(test.duty).state == DutyState::waiting_finality);
  test.moment.finalized_epoch = 101;
  test.missing = fail(ErrorKind::unavailable, "is not there yet", "snapshot").error();
  const DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::waiting_input);
  CHECK(contains(report.text, "is not there yet"));
  CHECK(report.subject == 77);
  test.missing = fail(ErrorKind::decode, "is torn", "snapshot").error();
  CHECK(test.error(test.duty).kind == ErrorKind::decode);
  test.missing.reset();
  test.snapshot.interval.execution_end_block = 78;
  CHECK(test.error(test.duty).kind == ErrorKind::mismatch);
  test.snapshot.interval.execution_end_block = 77;
  CHECK(test.step(test.duty).state == DutyState::voting);
}

TEST_CASE("nothing is computed while the contracts or the protocol's version forbid votes") {
  BalancesFixture test;
  // Contracts of another version may count something else: this one is told of, and not known.
  test.moment.book.protocol_version = "1.4.1";
  CHECK(test.step(test.duty).state == DutyState::off);
  test.moment.book.protocol_version = "1.4";
  test.moment.state.balances_enabled = false;
  CHECK(test.step(test.duty).state == DutyState::off);
  CHECK(test.node.asked == 0);
}

TEST_CASE("a vote that the contract would refuse, or an unusual rate, waits for a person") {
  BalancesFixture test;
  test.moment.state.total_eth = test.moment.state.reth_supply = one_eth;
  test.moment.state.max_rate_change = 1;
  DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::held);
  CHECK(contains(report.text, "no vote: Change exceeds maximum"));
  CHECK(test.cast.empty());
  test.moment.state.max_rate_change = one_eth * 1'000u;
  BalancesSubmission usual = test.ours();
  for (std::uint64_t hour = 0; hour < 6; ++hour) {
    usual.slot_timestamp = 10'000 + hour * 3'600;
    test.add_accepted(VoteKind::balances, 10 + hour, vote_values(usual), 60 + hour);
  }
  CHECK(test.step(test.duty).state == DutyState::voting);
  CHECK(test.cast.size() == 1);
  CHECK(known_rates(test.database.connection)->size() == 6);
  for (std::uint64_t hour = 0; hour < 6; ++hour) {
    BalancesSubmission lower = test.ours();
    lower.slot_timestamp = 10'000 + hour * 3'600;
    lower.total_eth -= lower.total_eth / 50;
    test.add_accepted(VoteKind::balances, 20 + hour, vote_values(lower), 70 + hour);
  }
  CHECK(known_rates(test.database.connection)->size() == 12);
  {
    pqxx::work work(test.database.connection.sql());
    work.exec("DELETE FROM votes WHERE subject < 20");
    work.commit();
  }
  report = test.step(test.duty);
  CHECK(report.state == DutyState::held);
  CHECK(contains(report.text, "% a day"));
}

TEST_CASE("votes that suffice but were not executed are executed, by anybody") {
  BalancesFixture test;
  test.put_votes(VoteKind::balances, 77,
                 {{Bytes20{1}, test.values()}, {Bytes20{2}, test.values()}});
  DutyReport report = test.step(test.duty);
  CHECK(contains(report.text, "suffice"));
  REQUIRE(test.cast.size() == 1);
  CHECK(test.cast[0].duty == "execute balances");
  CHECK(test.cast[0].subject == 77);
  CHECK_FALSE(test.cast[0].any_vote_key);
  test.voter.reset();
  CHECK(contains(test.step(test.duty).text, "nobody has executed"));
  CHECK(test.cast.size() == 1);
  test.voter = Bytes20{1};
  // Others' values are not ours to execute.
  test.put_votes(VoteKind::balances, 77,
                 {{Bytes20{3}, test.values(1)}, {Bytes20{2}, test.values(1)}});
  CHECK(test.step(test.duty).state == DutyState::diverged);
  CHECK(test.cast.back().duty == "balances");
}

TEST_CASE("what a node, the journal or the database fails to do is an error") {
  BalancesFixture test;
  test.node.is_down = true;
  CHECK(test.error(test.duty).kind == ErrorKind::unavailable);
  test.node.is_down = false;
  test.cast_error = fail(ErrorKind::mismatch, "other values were signed", "journal").error();
  CHECK(test.error(test.duty).kind == ErrorKind::mismatch);
  test.cast_error.reset();
  test.moment.book.addresses.erase("RocketNetworkBalances");
  CHECK(test.error(test.duty).kind == ErrorKind::mismatch);
  test.break_database();
  CHECK(test.error(test.duty).kind == ErrorKind::unavailable);
  CHECK(known_rates(test.database.connection).error().kind == ErrorKind::unavailable);
}
