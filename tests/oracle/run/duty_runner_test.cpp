// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/duty_runner.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>

#include "oracle/run/duty_round.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;

namespace {

Moment moment_at(std::uint64_t block) {
  Moment out;
  out.state.block.number = block;
  out.now = 1'000 + block;
  return out;
}

void wait_until_idle(const DutyRunner& runner) {
  for (int i = 0; i < 500 && runner.is_busy(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE_FALSE(runner.is_busy());
}

}  // namespace

TEST_CASE("a duty does one step for each moment on its own thread") {
  DutyRunner runner("test", [](std::stop_token) -> Expected<DutyRunner::Step> {
    return [](const Moment& moment) -> Expected<DutyReport> {
      DutyReport out;
      out.state = DutyState::voting;
      out.subject = moment.state.block.number;
      return out;
    };
  });
  CHECK(runner.name() == "test");
  runner.tell(moment_at(7));
  wait_until_idle(runner);
  CHECK(runner.view().report.subject == 7);
  CHECK(runner.view().last_success == 1'007);
  CHECK(runner.view().failures == 0);
}

TEST_CASE("while a step is under way only the newest moment waits") {
  std::atomic<bool> may_go = false;
  std::atomic<int> steps = 0;
  DutyRunner runner("test", [&](std::stop_token) -> Expected<DutyRunner::Step> {
    return [&](const Moment& moment) -> Expected<DutyReport> {
      ++steps;
      while (!may_go) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      DutyReport out;
      out.subject = moment.state.block.number;
      return out;
    };
  });
  runner.tell(moment_at(1));
  while (steps == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  for (std::uint64_t block = 2; block < 10; ++block) runner.tell(moment_at(block));
  may_go = true;
  wait_until_idle(runner);
  CHECK(steps == 2);
  CHECK(runner.view().report.subject == 9);
}

TEST_CASE(
    "a step that fails or throws is counted, and resources are made anew when that may help") {
  std::atomic<int> made = 0;
  DutyRunner runner("test", [&](std::stop_token) -> Expected<DutyRunner::Step> {
    if (++made == 1) return fail(ErrorKind::unavailable, "no database yet");
    return [](const Moment& moment) -> Expected<DutyReport> {
      if (moment.state.block.number == 2) throw std::runtime_error("thrown");
      if (moment.state.block.number == 3) return fail(ErrorKind::mismatch, "two answers");
      return DutyReport{};
    };
  });
  const std::string words[] = {"no database yet", "thrown", "two answers"};
  for (std::uint64_t block = 1; block <= 3; ++block) {
    runner.tell(moment_at(block));
    wait_until_idle(runner);
    const DutyView view = runner.view();
    CHECK(view.failures == block);
    CHECK(view.report.state == DutyState::failed);
    CHECK(contains(view.last_error->text(), words[block - 1]));
  }
  CHECK(made == 3);
  runner.tell(moment_at(4));
  wait_until_idle(runner);
  CHECK(made == 3);
  CHECK_FALSE(runner.view().last_error);
  CHECK(runner.view().failures == 3);
}

TEST_CASE("a member whose vote differs is named with what explains it") {
  Moment moment;
  moment.membership.members.push_back({Bytes20{1}, "alice", 0});
  const std::string line =
      difference_line(moment, Bytes20{1}, {{"minipools", "0xa1", "+7", "a balance"}});
  CHECK(contains(line, "alice (0x01"));
  CHECK(contains(line, "minipools 0xa1 +7: a balance"));
  CHECK(contains(difference_line(moment, Bytes20{2}, {}), "0x02"));
}
