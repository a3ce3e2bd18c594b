// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/vote_queue.hpp"

#include <doctest/doctest.h>

#include "tests/oracle/submit/queue_fixture.hpp"

using namespace apsis;

TEST_CASE("a vote goes from computed to final, and the journal has each act") {
  QueueFixture test;
  const std::int64_t id = test.offer(1).id;
  CHECK(test.state(id) == SubmissionState::computed);
  test.step();
  CHECK(test.state(id) == SubmissionState::sent);
  test.chain.mine();
  test.step();
  CHECK(test.state(id) == SubmissionState::mined);
  CHECK(test.reaches(id, SubmissionState::final));
  CHECK(test.votes_for(1) == 1);
  pqxx::nontransaction query(test.database.connection.sql());
  std::string acts;
  for (const pqxx::row& row : query.exec("SELECT act FROM submission_acts ORDER BY act_id"))
    acts += row[0].as<std::string>() + " ";
  CHECK(acts == "computed simulated journaled signed sent mined final ");
}

TEST_CASE("a vote is offered once, however often its duty comes") {
  QueueFixture test;
  const std::int64_t id = test.offer(1).id;
  CHECK(test.offer(1).id == id);
  // New values, as long as none were signed.
  CHECK(test.offer(1, 2).id == id);
  REQUIRE(test.reaches(id, SubmissionState::sent));
  CHECK(test.offer(1, 2).id == id);
  const auto other = test.queue->offer(test.vote(1, 3));
  REQUIRE_FALSE(other);
  CHECK(other.error().kind == ErrorKind::mismatch);
  REQUIRE(test.reaches(id, SubmissionState::final));
  CHECK(test.offer(1, 3).id == id);  // ended: nothing new begins
  for (int turn = 0; turn < 5; ++turn) {
    test.step();
    test.chain.mine();
  }
  CHECK(test.chain.mined().size() == 1);
  CHECK(test.chain.mined()[0].transaction.transaction.data == made_vote(1, 2));
}

TEST_CASE("several votes take one nonce after the other") {
  QueueFixture test;
  for (std::uint64_t subject = 1; subject <= 5; ++subject) test.offer(subject);
  CHECK(test.step().open == 5);
  test.chain.mine();
  CHECK(test.chain.mined().size() == 5);
  test.step();
  test.chain.mine();
  test.chain.mine();
  CHECK(test.step().open == 0);
  for (std::uint64_t subject = 1; subject <= 5; ++subject) CHECK(test.votes_for(subject) == 1);
}

TEST_CASE("without --arm nothing is signed, and what would be sent is told once") {
  QueueFixture test;
  test.start(false);
  const std::int64_t id = test.offer(1).id;
  const QueueReport first = test.step();
  REQUIRE(first.news.size() == 1);
  CHECK(first.news[0].text.find("dry run: would be sent to RocketNetworkBalances 0x07") == 0);
  CHECK(first.news[0].text.find(to_hex(made_vote(1, 1))) != std::string::npos);
  CHECK_FALSE(first.can_send);
  CHECK(test.step().news.empty());
  CHECK(test.state(id) == SubmissionState::simulated);
  CHECK(test.chain.offers() == 0);
  // Armed later, it goes on.
  test.start(true);
  CHECK(test.reaches(id, SubmissionState::final));
  CHECK(test.votes_for(1) == 1);
}

TEST_CASE("without a wallet it observes, whatever else is asked") {
  QueueFixture test;
  test.start(true, false);
  const std::int64_t id = test.offer(1).id;
  CHECK_FALSE(test.step().can_send);
  CHECK(test.state(id) == SubmissionState::simulated);
  CHECK(test.chain.offers() == 0);
}

TEST_CASE("a dry run that is too old is never sent") {
  QueueFixture test;
  test.start(false);
  const std::int64_t id = test.offer(1).id;
  test.step();
  test.start(true);
  test.step(90'000);
  CHECK(test.state(id) == SubmissionState::expired);
  CHECK(test.chain.offers() == 0);
}

TEST_CASE("a vote that is only too early waits and is sent as soon as it may be") {
  QueueFixture test;
  test.chain.behaviour.open_from[1] = 103;
  const std::int64_t id = test.offer(1).id;
  CHECK(test.step().news.size() == 1);
  CHECK(test.state(id) == SubmissionState::waiting);
  CHECK(test.reason(id) == "Not enough time has passed");
  test.chain.mine();
  CHECK(test.step().news.empty());
  CHECK(test.state(id) == SubmissionState::waiting);
  test.chain.mine();
  test.chain.mine();
  test.step();
  CHECK(test.state(id) == SubmissionState::sent);
  CHECK(test.reaches(id, SubmissionState::final));
}

TEST_CASE("a vote that would revert otherwise is told, and tried again more slowly") {
  QueueFixture test;
  test.chain.behaviour.revert = "Change exceeds maximum";
  const std::int64_t id = test.offer(1).id;
  CHECK(test.step().news.size() == 1);
  CHECK(test.state(id) == SubmissionState::refused);
  test.chain.behaviour.revert.clear();
  test.step();
  CHECK(test.state(id) == SubmissionState::refused);
  test.step(300);
  CHECK(test.state(id) == SubmissionState::sent);
}

TEST_CASE("a vote that another program cast is left alone") {
  QueueFixture test;
  test.chain.set_flag(made_any_key(test.voter(), 1));
  const std::int64_t id = test.offer(1).id;
  test.step();
  CHECK(test.state(id) == SubmissionState::elsewhere);
  test.chain.behaviour.revert = "Duplicate submission from node";
  const std::int64_t other = test.offer(2).id;
  test.step();
  CHECK(test.state(other) == SubmissionState::elsewhere);
  CHECK(test.chain.offers() == 0);
}

TEST_CASE("caps and an empty wallet put a vote off, and say so") {
  QueueFixture test;
  const std::int64_t id = test.offer(1).id;
  const auto put_off = [&](std::string_view words) {
    test.start(true);
    test.step();
    CHECK(test.state(id) == SubmissionState::simulated);
    CHECK_MESSAGE(test.reason(id).find(words) != std::string::npos, test.reason(id));
  };
  test.rules.fees.max_fee_cap_wei = 1'000'000'000;
  put_off("the base fee, 1000000000 wei, is above the cap of fees");
  test.rules.fees = {};
  test.rules.fees.cost_cap_wei = 1;
  put_off("more than the cap of one transaction, 1");
  test.rules.fees = {};
  test.rules.fees.daily_cap_wei = 1;
  put_off("more than the day's cap, 1");
  test.rules.fees = {};
  test.chain.behaviour.balance_wei = 5;
  put_off("the wallet has 5 wei");
  CHECK(test.chain.offers() == 0);
  test.chain.behaviour.balance_wei = uint256(1'000'000'000'000'000'000);
  CHECK(test.reaches(id, SubmissionState::final));
}

TEST_CASE("the day's cap counts what was paid and what may still have to be") {
  QueueFixture test;
  // Each vote may cost 270,000 gas at 3 gwei, and costs 100,000 at 1.
  const uint256 most = uint256(270'000) * 3'000'000'000;
  const uint256 paid = uint256(100'000) * 1'000'000'000;
  test.rules.fees.daily_cap_wei = most + paid;
  test.start(true);
  const std::int64_t first = test.offer(1).id;
  const std::int64_t second = test.offer(2).id;
  test.step();
  CHECK(test.state(first) == SubmissionState::sent);
  CHECK(test.state(second) == SubmissionState::simulated);
  test.chain.mine();
  test.step();
  CHECK(test.state(second) == SubmissionState::sent);
  const std::int64_t third = test.offer(3).id;
  CHECK(test.reaches(second, SubmissionState::final));
  CHECK(test.state(third) == SubmissionState::simulated);
  test.step(90'000);  // it has expired by then; a new one is free
  CHECK(test.journal().spent_since(test.now - 86'400).value() == 0);
}

TEST_CASE("messages to other chains have a cap of their own, and votes go on beyond it") {
  QueueFixture test;
  test.rules.fees.l2_daily_cap_wei = uint256(150'000) * 3'000'000'000;
  test.start(true);
  Submission message = test.vote(1);
  message.any_vote_key = message.same_vote_key = std::nullopt;
  message.duty = "l2 base";
  const std::int64_t first = test.queue->offer(message)->id;
  message.duty = "l2 scroll";
  message.calldata = made_vote(2, 1);
  const std::int64_t second = test.queue->offer(message)->id;
  const std::int64_t vote = test.offer(3).id;
  test.step();
  CHECK(test.state(first) == SubmissionState::sent);
  CHECK(test.state(second) == SubmissionState::simulated);
  CHECK(test.reason(second).find("more than the day's cap") != std::string::npos);
  CHECK(test.state(vote) == SubmissionState::sent);
  CHECK(test.journal().spent_since(0, "l2 ").value() < test.journal().spent_since(0).value());
  CHECK(test.journal().spent_since(0, "price").value() == 0);
}

TEST_CASE("what somebody else has executed or answered is done") {
  for (const char* words : {"Network balances for an equal or higher block are set",
                            "Can only execute snapshot for next period",
                            "Member hasn't been challenged or they have successfully responded to "
                            "the challenge already"}) {
    QueueFixture test;
    test.chain.behaviour.revert = words;
    Submission execution = test.vote(1);
    execution.duty = "execute balances";
    execution.any_vote_key = execution.same_vote_key = std::nullopt;
    const std::int64_t id = test.queue->offer(execution)->id;
    test.step();
    CHECK(test.state(id) == SubmissionState::elsewhere);
  }
}

TEST_CASE("fees rise towards the deadline, for the earliest that waits behind") {
  QueueFixture test;
  test.chain.behaviour.mines = false;
  const std::int64_t id = test.offer(1).id;
  test.step();
  Submission urgent = test.vote(2);
  urgent.deadline = test.now + 100;
  test.queue->offer(urgent).value();
  test.step();
  CHECK(test.chain.taken().size() == 2);
  for (int turn = 0; turn < 20; ++turn) test.step();
  const auto read = test.journal().find(id).value().value();
  REQUIRE(read.attempts.size() > 3);
  for (std::size_t at = 1; at < read.attempts.size(); ++at) {
    CHECK(read.attempts[at].nonce == read.attempts[0].nonce);
    CHECK(read.attempts[at].max_fee_wei * 8 > read.attempts[at - 1].max_fee_wei * 9 - 8);
    CHECK(read.attempts[at].max_fee_wei <= test.rules.fees.max_fee_cap_wei);
  }
  test.chain.behaviour.mines = true;
  test.chain.mine();
  CHECK(test.reaches(id, SubmissionState::final));
  CHECK(test.votes_for(1) == 1);
  CHECK(test.votes_for(2) == 1);
}

TEST_CASE("a replacement that pays too little is raised until it is taken") {
  QueueFixture test;
  test.chain.behaviour.refusal = "transaction underpriced";
  const std::int64_t id = test.offer(1).id;
  test.step();
  CHECK(test.state(id) == SubmissionState::sign);
  for (int turn = 0; turn < 4; ++turn) test.step();
  CHECK(test.journal().find(id).value()->attempts.size() > 2);
  test.chain.behaviour.refusal.clear();
  CHECK(test.reaches(id, SubmissionState::final));
  CHECK(test.votes_for(1) == 1);
}

TEST_CASE("fees stop at the cap, and that is told once") {
  QueueFixture test;
  test.rules.fees.max_fee_cap_wei = 3'500'000'000;
  test.start(true);
  test.chain.behaviour.mines = false;
  const std::int64_t id = test.offer(1).id;
  int told = 0;
  for (int turn = 0; turn < 200; ++turn)
    for (const QueueNews& news : test.step(60).news)
      told += news.text.find("cannot be raised above the cap") != std::string::npos;
  CHECK(told == 1);
  CHECK(test.journal().find(id).value()->attempts.size() == 2);
  test.chain.behaviour.mines = true;
  CHECK(test.reaches(id, SubmissionState::final));
}

TEST_CASE("a node that refuses or does not answer is an error that names the vote, and no more") {
  QueueFixture test;
  test.chain.behaviour.refusal = "insufficient funds for gas * price + value";
  const std::int64_t id = test.offer(1).id;
  const QueueReport report = test.step();
  REQUIRE(report.errors.size() == 1);
  CHECK(report.errors[0].text().find("balances 1 (submission") != std::string::npos);
  CHECK(report.errors[0].what.find("insufficient funds") != std::string::npos);
  test.chain.behaviour.refusal.clear();
  test.chain.behaviour.is_down = true;
  CHECK_FALSE(test.queue->step(test.now));
  test.chain.behaviour.is_down = false;
  CHECK(test.reaches(id, SubmissionState::final));
  CHECK(test.chain.mined().size() == 1);
}
