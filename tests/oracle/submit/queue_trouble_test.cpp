// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/oracle/submit/queue_fixture.hpp"

using namespace apsis;

TEST_CASE("an answer that is lost makes no second transaction") {
  QueueFixture test;
  test.chain.behaviour.loses_answers = true;
  const std::int64_t id = test.offer(1).id;
  CHECK(test.step().errors.size() == 1);
  CHECK(test.state(id) == SubmissionState::sign);
  test.chain.behaviour.loses_answers = false;
  test.start(true);
  CHECK(test.reaches(id, SubmissionState::final));
  CHECK(test.chain.taken().size() == 1);
}

TEST_CASE("a transaction that the pool forgets is sent again, the same bytes") {
  QueueFixture test;
  test.chain.behaviour.forgets_pool = true;
  const std::int64_t id = test.offer(1).id;
  test.step();
  test.chain.mine();
  test.chain.behaviour.forgets_pool = false;
  CHECK(test.reaches(id, SubmissionState::final));
  CHECK(test.chain.taken().size() == 1);
}

TEST_CASE("a block that is taken back lets the same transaction go in again") {
  for (const bool keeps : {true, false}) {
    QueueFixture test;
    const std::int64_t id = test.offer(1).id;
    test.step();
    test.chain.mine();
    test.step();
    CHECK(test.state(id) == SubmissionState::mined);
    test.chain.reorganise(1, keeps);
    test.step();
    CHECK(test.state(id) == SubmissionState::sent);
    CHECK(test.reaches(id, SubmissionState::final));
    CHECK(test.votes_for(1) == 1);
    CHECK(test.chain.taken().size() == 1);
  }
}

TEST_CASE("a transaction that moves to another block is followed") {
  QueueFixture test;
  const std::int64_t id = test.offer(1).id;
  test.step();
  test.chain.mine();
  test.step();
  const auto before = test.journal().find(id).value()->attempts[0].mined_block.value();
  test.chain.reorganise(1, true);
  test.chain.mine();
  test.step();
  CHECK(test.journal().find(id).value()->attempts[0].mined_block.value() > before);
  CHECK(test.reaches(id, SubmissionState::final));
}

TEST_CASE("a nonce that another program used is waited for until it is final, then replaced") {
  QueueFixture test;
  test.chain.behaviour.forgets_pool = true;
  const std::int64_t id = test.offer(1).id;
  test.step();
  test.chain.mine_foreign(test.voter());
  test.chain.behaviour.forgets_pool = false;
  test.step();
  CHECK(test.state(id) == SubmissionState::sent);
  test.chain.mine();
  test.chain.mine();
  test.step();
  CHECK(test.state(id) == SubmissionState::sent);
  CHECK(test.journal().find(id).value()->attempts.size() == 1);
  CHECK(test.journal().find(id).value()->attempts[0].nonce == 1);
  CHECK(test.reaches(id, SubmissionState::final));
  CHECK(test.votes_for(1) == 1);
}

TEST_CASE("a transaction that reverts is tried again only once that is final, and not for ever") {
  QueueFixture test;
  test.chain.behaviour.reverts_when_mined = true;
  const std::int64_t id = test.offer(1).id;
  test.step();
  test.chain.mine();
  test.step();
  CHECK(test.state(id) == SubmissionState::mined);
  CHECK(test.chain.taken().size() == 1);
  CHECK(test.reaches(id, SubmissionState::failed));
  CHECK(test.chain.taken().size() == 3);
  const std::int64_t other = test.offer(2).id;
  test.step();
  test.chain.mine();
  test.chain.behaviour.reverts_when_mined = false;
  CHECK(test.reaches(other, SubmissionState::final));
  CHECK(test.votes_for(2) == 1);
}

TEST_CASE("a queue that ends at any call of the chain goes on without a second transaction") {
  struct Ended {};
  for (int calls = 1; calls < 40; ++calls) {
    QueueFixture test;
    SubmitChain chain = test.chain.functions();
    int left = calls;
    // Ends before what the chain does, or after it.
    const auto dying = [&left](auto work) {
      return [&left, work](auto&&... inputs) {
        if (--left == 0) throw Ended{};
        auto out = work(inputs...);
        if (--left == 0) throw Ended{};
        return out;
      };
    };
    chain = {.head = dying(chain.head),
             .nonce = dying(chain.nonce),
             .balance_wei = dying(chain.balance_wei),
             .flag = dying(chain.flag),
             .simulate = dying(chain.simulate),
             .send = dying(chain.send),
             .receipt = dying(chain.receipt)};
    const std::int64_t id = test.offer(1).id;
    bool has_ended = false;
    for (int turn = 0; turn < 8 && !has_ended; ++turn) {
      try {
        VoteQueue mortal(test.journal(), chain, &test.signer, test.rules, true);
        mortal.step(test.now += 12).value();
        test.chain.mine();
      } catch (const Ended&) {
        has_ended = true;
      }
    }
    test.start(true);
    CHECK(test.reaches(id, SubmissionState::final));
    CHECK(test.votes_for(1) == 1);
    CHECK(test.chain.taken().size() == 1);
  }
}

TEST_CASE("a second program cannot send for the same member") {
  QueueFixture test;
  Journal mine = test.journal();
  REQUIRE(mine.lock(0));
  Database other = open_database(test.target, schema_migrations(), true).value();
  Journal theirs(other.connection, 17'000, test.voter());
  const auto locked = theirs.lock(0);
  REQUIRE_FALSE(locked);
  CHECK(locked.error().kind == ErrorKind::usage);
  CHECK(Journal(other.connection, 1, test.voter()).lock(0));
  CHECK(Journal(other.connection, 17'000, Bytes20{1}).lock(0));
}

TEST_CASE("a signer with another key is refused before anything is sent") {
  QueueFixture test;
  Signer other(key_from(std::string(64, '1')));
  VoteQueue queue(test.journal(), test.chain.functions(), &other, test.rules, true);
  queue.offer(test.vote(1)).value();
  const QueueReport report = queue.step(test.now).value();
  REQUIRE(report.errors.size() == 1);
  CHECK(report.errors[0].kind == ErrorKind::mismatch);
  CHECK(test.chain.offers() == 0);
}

TEST_CASE("a journal that cannot be written stops the queue, and nothing is sent") {
  QueueFixture test;
  test.offer(1);
  {
    pqxx::work work(test.database.connection.sql());
    work.exec("ALTER TABLE submission_transactions RENAME TO moved_away");
    work.commit();
  }
  const auto report = test.queue->step(test.now);
  CHECK_FALSE(report);
  CHECK(test.chain.offers() == 0);
}
