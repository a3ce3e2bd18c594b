// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/operator_acts.hpp"

#include <doctest/doctest.h>

#include "tests/oracle/submit/queue_fixture.hpp"

using namespace apsis;

namespace {

std::string last_act(QueueFixture& test) {
  pqxx::nontransaction query(test.database.connection.sql());
  const pqxx::row row =
      query.exec1("SELECT act || ': ' || detail FROM submission_acts ORDER BY act_id DESC LIMIT 1");
  return row[0].as<std::string>();
}

}  // namespace

TEST_CASE("a vote without a nonce is abandoned at once") {
  QueueFixture test;
  test.start(false);
  const std::int64_t id = test.offer(1).id;
  test.step();
  CHECK(abandon_vote(test.database.connection, id, "wrong beacon node").value() ==
        SubmissionState::abandoned);
  CHECK(last_act(test) == "abandon asked for: wrong beacon node");
  test.start(true);
  CHECK(test.offer(1).state == SubmissionState::abandoned);
  test.step();
  CHECK(test.chain.offers() == 0);
  CHECK(abandon_vote(test.database.connection, id, "again").error().kind == ErrorKind::usage);
  CHECK(abandon_vote(test.database.connection, 99, "none").error().kind == ErrorKind::usage);
}

TEST_CASE("a vote that was sent is abandoned by a transfer that takes its nonce") {
  QueueFixture test;
  test.chain.behaviour.mines = false;
  const std::int64_t id = test.offer(1).id;
  test.step();
  CHECK(abandon_vote(test.database.connection, id, "wrong").value() == SubmissionState::sent);
  test.step();
  test.chain.behaviour.mines = true;
  CHECK(test.reaches(id, SubmissionState::abandoned));
  CHECK(test.votes_for(1) == 0);
  REQUIRE(test.chain.mined().size() == 1);
  const Transaction transfer = test.chain.mined()[0].transaction.transaction;
  CHECK(transfer.to == test.voter());
  CHECK(transfer.data.empty());
  CHECK(transfer.nonce == 0);
}

TEST_CASE("a vote that was mined before its transfer stays mined") {
  QueueFixture test;
  const std::int64_t id = test.offer(1).id;
  test.step();
  abandon_vote(test.database.connection, id, "too late").value();
  test.chain.mine();
  CHECK(test.reaches(id, SubmissionState::final));
  CHECK(test.votes_for(1) == 1);
}

TEST_CASE("a vote that was not signed gives its nonce back, unless later ones stand on it") {
  QueueFixture test;
  const Submission first = test.vote(1);
  JournaledSubmission journaled = test.journal().offer(first).value();
  test.journal().move(journaled, SubmissionState::simulated, "").value();
  journaled = test.journal().find(journaled.id).value().value();
  Attempt attempt{.nonce = 0,
                  .priority_fee_wei = 1,
                  .max_fee_wei = uint256(3'000'000'000),
                  .gas_limit = 100'000,
                  .made_at = test.now};
  REQUIRE(test.journal().add_attempt(journaled, attempt).value());
  abandon_vote(test.database.connection, journaled.id, "wrong").value();
  SUBCASE("nothing stands on it") {
    test.step();
    CHECK(test.state(journaled.id) == SubmissionState::abandoned);
    CHECK(test.chain.offers() == 0);
    const std::int64_t next = test.offer(2).id;
    CHECK(test.reaches(next, SubmissionState::final));
    CHECK(test.chain.mined()[0].transaction.transaction.nonce == 0);
  }
  SUBCASE("a later one stands on it") {
    JournaledSubmission later = test.journal().offer(test.vote(2)).value();
    test.journal().move(later, SubmissionState::simulated, "").value();
    later = test.journal().find(later.id).value().value();
    attempt.nonce = 1;
    REQUIRE(test.journal().add_attempt(later, attempt).value());
    CHECK(test.reaches(later.id, SubmissionState::final));
    CHECK(test.state(journaled.id) == SubmissionState::abandoned);
    CHECK(test.votes_for(1) == 0);
    CHECK(test.votes_for(2) == 1);
  }
  SUBCASE("its time has passed") {
    test.step(90'000);
    CHECK(test.state(journaled.id) == SubmissionState::abandoned);
  }
}

TEST_CASE("an operator may allow one more vote about a subject, by name and with a reason") {
  QueueFixture test;
  const std::int64_t first = test.offer(1, 1).id;
  CHECK(override_vote(test.database.connection, first, "early").error().kind == ErrorKind::usage);
  REQUIRE(test.reaches(first, SubmissionState::final));
  CHECK(test.offer(1, 2).id == first);
  CHECK(override_vote(test.database.connection, first, "a wrong total").value() == 1);
  CHECK(last_act(test) == "override: a wrong total");
  CHECK(override_vote(test.database.connection, first, "twice").error().kind == ErrorKind::usage);
  CHECK(override_vote(test.database.connection, 99, "none").error().kind == ErrorKind::usage);
  const JournaledSubmission second = test.offer(1, 2);
  CHECK(second.id != first);
  CHECK(second.override_number == 1);
  CHECK(test.reaches(second.id, SubmissionState::final));
  CHECK(test.votes_for(1) == 2);
  // The same values again are never a further vote.
  override_vote(test.database.connection, second.id, "once more").value();
  const JournaledSubmission third = test.offer(1, 2);
  CHECK(test.reaches(third.id, SubmissionState::elsewhere));
  CHECK(test.votes_for(1) == 2);
}

TEST_CASE("disarming stops everything at once, over restarts, until it is lifted") {
  QueueFixture test;
  const std::int64_t sent = test.offer(1).id;
  test.chain.behaviour.forgets_pool = true;
  test.step();
  const std::uint64_t before = test.chain.offers();
  CHECK(set_disarmed(test.database.connection, true, "bad release").value());
  CHECK_FALSE(set_disarmed(test.database.connection, true, "again").value());
  const std::int64_t next = test.offer(2).id;
  for (int turn = 0; turn < 3; ++turn) {
    test.start(true);
    CHECK_FALSE(test.step(700).can_send);
  }
  CHECK(test.chain.offers() == before);
  CHECK(test.state(next) == SubmissionState::simulated);
  CHECK(test.journal().arming().value().reason == "bad release");
  CHECK(set_disarmed(test.database.connection, false, "fixed").value());
  CHECK(last_act(test) == "arm: fixed");
  test.chain.behaviour.forgets_pool = false;
  CHECK(test.reaches(next, SubmissionState::final));
  CHECK(test.state(sent) == SubmissionState::final);
}

TEST_CASE("an operator who disarms or abandons while a vote is on its way comes in between") {
  QueueFixture test;
  const JournaledSubmission computed = test.offer(1);
  Attempt attempt{.gas_limit = 1, .made_at = test.now};
  set_disarmed(test.database.connection, true, "stop").value();
  CHECK_FALSE(test.journal().add_attempt(computed, attempt).value());
  set_disarmed(test.database.connection, false, "go").value();
  abandon_vote(test.database.connection, computed.id, "no").value();
  CHECK_FALSE(test.journal().add_attempt(computed, attempt).value());
  CHECK_FALSE(test.journal().move(computed, SubmissionState::simulated, "").value());
}

TEST_CASE("votes are listed, newest first") {
  QueueFixture test;
  const std::int64_t first = test.offer(1).id;
  REQUIRE(test.reaches(first, SubmissionState::final));
  test.start(false);
  test.offer(2);
  const auto all = list_votes(test.database.connection, 10, false).value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].subject == 2);
  CHECK(all[0].hash.empty());
  CHECK_FALSE(all[0].nonce);
  CHECK(all[1].state == SubmissionState::final);
  CHECK(all[1].voter == test_address_hex);
  CHECK(all[1].nonce == 0);
  CHECK(all[1].attempts == 1);
  CHECK(all[1].hash == to_hex(test.chain.mined()[0].transaction.hash));
  CHECK(all[1].mined_block == test.chain.mined()[0].block);
  CHECK(list_votes(test.database.connection, 10, true).value().size() == 1);
  CHECK(list_votes(test.database.connection, 1, false).value().size() == 1);
}
