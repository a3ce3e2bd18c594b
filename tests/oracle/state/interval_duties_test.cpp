// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/duty_coverage.hpp"

#include <doctest/doctest.h>

#include "oracle/state/snapshot_reader.hpp"
#include "tests/oracle/small_snapshot.hpp"

using apsis::test::contains;
using apsis::test::replaced;

namespace {

const std::string small_duties = R"({"format": "apsis-duties/1", "slots_per_epoch": 32,
  "first_epoch": 10, "last_epoch": 11,
  "validators": [{"index": 5, "duties": [[325, [3, 1]], [360, []]]}],
  "withdrawals": [[330, 5, 1000000]]})";

std::string complaint(const std::string& from, const std::string& to) {
  const auto read = apsis::read_interval_duties(replaced(small_duties, from, to));
  return read ? "" : read.error().text();
}

}  // namespace

TEST_CASE("a duties file gives the first inclusion of each duty") {
  const auto read = apsis::read_interval_duties(small_duties);
  REQUIRE(read);
  REQUIRE(read->duties.size() == 2);
  CHECK(read->duties[0].slot == 325);
  CHECK(read->duties[0].first_delay_slots == 1);
  CHECK(read->duties[1].first_delay_slots == 0);
  REQUIRE(read->withdrawals.size() == 1);
  CHECK(read->withdrawals[0].amount_gwei == 1000000);
}

TEST_CASE("what is wrong in a duties file is named with its path") {
  CHECK(contains(complaint("apsis-duties/1", "apsis-duties/2"), "/format"));
  CHECK(contains(complaint("\"last_epoch\": 11", "\"last_epoch\": 9"), "/last_epoch"));
  CHECK(
      contains(complaint("\"slots_per_epoch\": 32", "\"slots_per_epoch\": 0"), "/slots_per_epoch"));
  CHECK(contains(complaint("[3, 1]", "[3, 0]"), "/validators/0/duties/0/1/1"));
  CHECK(contains(complaint("[360, []]", "[400, []]"), "/validators/0/duties/1"));
  CHECK(contains(complaint("[360, []]", "[325, []]"), "stands twice"));
  CHECK(contains(complaint("[360, []]", "[360]"), "has 1 elements, not 2"));
  CHECK(contains(complaint("[330, 5, 1000000]", "[330, 5]"), "/withdrawals/0"));
  CHECK(contains(complaint("\"withdrawals\"", "\"withdrawls\""), "/withdrawls"));
  CHECK(contains(complaint("}],", "}, {\"index\": 5, \"duties\": []}],"), "/validators/1"));
}

TEST_CASE("duties must cover every epoch and every active validator, once") {
  const auto snapshot = apsis::read_network_snapshot(apsis::test::small_snapshot);
  REQUIRE(snapshot);
  const std::vector<std::uint64_t> validators = {5};
  const auto check = [&](std::vector<std::uint64_t> epochs, std::vector<std::uint64_t> slots) {
    apsis::DutyCoverage coverage(*snapshot, validators);
    for (const std::uint64_t epoch : epochs) coverage.note_epoch(epoch);
    for (const std::uint64_t slot : slots) coverage.note({5, slot, 1});
    coverage.note({6, 325, 1});
    const auto checked = coverage.check();
    return checked ? std::string() : checked.error().text();
  };
  CHECK(check({9, 10, 11, 12}, {300, 325, 360, 400}) == "");
  CHECK(contains(check({11}, {325, 360}), "missing: 10"));
  CHECK(contains(check({}, {}), "missing: 10 to 11"));
  CHECK(contains(check({10, 11}, {325}), "validator 5 is active in epoch 11"));
  CHECK(contains(check({10, 11}, {325, 330, 360}), "two duties in epoch 10"));
}

TEST_CASE("a validator needs duties only while it is active") {
  const auto snapshot = apsis::read_network_snapshot(
      replaced(apsis::test::small_snapshot, "\"exit_epoch\": \"18446744073709551615\"",
               "\"exit_epoch\": 11"));
  REQUIRE(snapshot);
  const std::vector<std::uint64_t> validators = {5};
  apsis::DutyCoverage coverage(*snapshot, validators);
  coverage.note_epoch(10);
  coverage.note_epoch(11);
  coverage.note({5, 325, 1});
  CHECK(coverage.check());
}
