// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/float_performance.hpp"

#include <doctest/doctest.h>

#include "core/hex.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;

namespace {

const std::string key(96, '7');
const std::string minipool = "0x" + std::string(40, 'a');

/// A file of one minipool with 3 duties done and 1 missed.
std::string file_with(const std::string& entry) {
  return R"({"index":6,"network":"mainnet","startTime":"2023-02-09T05:36:11Z",)"
         R"("endTime":"2023-03-09T05:36:11Z","consensusStartBlock":100,"consensusEndBlock":230,)"
         R"("executionStartBlock":5,"executionEndBlock":9,"minipoolPerformance":{")" +
         minipool + "\":{\"pubkey\":\"" + key + "\"," + entry + "}}}";
}

const std::string good_entry =
    R"("startSlot":100,"endSlot":230,"activeFraction":1,"successfulAttestations":3,)"
    R"("missedAttestations":1,"participationRate":0.75,"missingAttestationSlots":[97],)"
    R"("ethEarned":1.2345678901234567)";

RewardsFile rewards() {
  RewardsFile out;
  out.header = {1, 4, 6, "mainnet", "2023-02-09T05:36:11Z", "2023-03-09T05:36:11Z", 100, 230, 5, 9};
  out.totals.node_operator_eth = *uint256_from_decimal("1234567890123456789");
  return out;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  REQUIRE(contains(text, from));
  return text.replace(text.find(from), from.size(), to);
}

std::string problem_of(const std::string& entry) {
  const auto file = read_float_performance(file_with(entry));
  if (!file) return file.error().text();
  const auto ok = verify_float_performance(*file, rewards());
  return ok ? "" : ok.error().text();
}

}  // namespace

TEST_CASE("a performance file in floating point is read and fits its rewards file") {
  const auto file = read_float_performance(file_with(good_entry));
  REQUIRE(file);
  const FloatPerformance& entry = file->minipools.begin()->second;
  CHECK(to_hex_bare(entry.pubkey) == key);
  CHECK(entry.successful == 3);
  CHECK(entry.eth_earned == 1.2345678901234567);
  CHECK(problem_of(good_entry).empty());
}

TEST_CASE("rates, slots and sums that cannot be are told with their place") {
  const auto problem = [](const char* from, const char* to) {
    return problem_of(replaced(good_entry, from, to));
  };
  CHECK(contains(problem("0.75", "0.76"), "participationRate"));
  CHECK(contains(problem("[97]", "[]"), "lists 0 slots"));
  CHECK(contains(problem("[97]", "[95]"), "outside the interval"));
  CHECK(contains(problem("[97]", "[97,97]"), "stands twice"));
  CHECK(contains(problem("1.23456", "-1.23456"), "below 0"));
  CHECK(contains(problem("1.23456", "1.23466"), "gives nodes only"));
  CHECK(contains(problem(R"("activeFraction":1)", R"("activeFraction":1.5)"), "activeFraction"));
  CHECK(contains(problem("0.75", "\"0.75\""), "is not a number"));
  CHECK(contains(problem("startSlot", "beginSlot"), "unknown field"));
}

TEST_CASE("a performance file of another interval does not fit") {
  auto file = read_float_performance(file_with(good_entry));
  REQUIRE(file);
  file->header.index = 7;
  CHECK(contains(verify_float_performance(*file, rewards()).error().text(), "differ"));
}
