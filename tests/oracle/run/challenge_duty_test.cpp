// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/challenge_duty.hpp"

#include "oracle/chain/contract_function.hpp"
#include "tests/oracle/run/duty_fixture.hpp"

using namespace apsis;
using namespace apsis::test;

namespace {

struct ChallengeFixture : DutyFixture {
  ChallengeDuty duty;

  ChallengeFixture() {
    moment.book.addresses["RocketDAONodeTrustedActions"] = Bytes20{8};
    moment.voter = VoterState{true, true, 50'000};
  }
};

}  // namespace

TEST_CASE("a challenged member answers, once for each challenge") {
  ChallengeFixture test;
  DutyReport report = test.step(test.duty);
  CHECK(report.state == DutyState::voting);
  CHECK(report.subject == 50'000);
  CHECK(contains(report.text, "challenged"));
  REQUIRE(test.cast.size() == 1);
  CHECK(test.cast[0].duty == "challenge");
  CHECK(test.cast[0].subject == 50'000);
  CHECK(test.cast[0].address == Bytes20{8});
  CHECK(to_hex(test.cast[0].calldata) ==
        "0x15be2573000000000000000000000000" + to_hex(Bytes20{1}).substr(2));
  CHECK_FALSE(test.cast[0].any_vote_key);
  test.moment.book.protocol_version = "9";
  test.step(test.duty);
  CHECK(test.cast.size() == 2);
}

TEST_CASE("who is not challenged, or only watches, answers nothing") {
  ChallengeFixture test;
  test.moment.voter->is_challenged = false;
  CHECK(test.step(test.duty).state == DutyState::waiting_time);
  test.moment.voter.reset();
  CHECK(test.step(test.duty).state == DutyState::waiting_time);
  test.moment.voter = VoterState{true, true, 50'000};
  test.voter.reset();
  CHECK(test.step(test.duty).state == DutyState::waiting_time);
  CHECK(test.cast.empty());
}

TEST_CASE("no contract and no journal are errors of the challenge's duty") {
  ChallengeFixture test;
  test.cast_error = fail(ErrorKind::unavailable, "no journal").error();
  CHECK(test.error(test.duty).kind == ErrorKind::unavailable);
  test.moment.book.addresses.clear();
  CHECK(test.error(test.duty).kind == ErrorKind::mismatch);
}

TEST_CASE("the time of a challenge lies where the contract keeps it") {
  // keccak256("dao.trustednodes." "member.challenged.time" 0x0101…), as RocketStorage has it.
  Bytes20 member;
  member.fill(1);
  CHECK(challenge_time_key(member) ==
        storage_key("dao.trustednodes.",
                    ByteSpan(reinterpret_cast<const std::uint8_t*>(
                                 ("member.challenged.time" + std::string(20, '\x01')).data()),
                             42)));
}
