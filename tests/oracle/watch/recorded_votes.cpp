// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/watch/recorded_votes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/hex.hpp"
#include "tests/recordings.hpp"

namespace apsis::test {

namespace {

Bytes20 address(const nlohmann::json& value) {
  return array_from_hex<20>(value.get<std::string>()).value();
}

}  // namespace

std::optional<RecordedVotes> recorded_votes() {
  const auto recording = find_recording("rocketpool-v14");
  if (!recording) {
    MESSAGE("skipped: the recording rocketpool-v14 is not there (set APSIS_SHARED)");
    return std::nullopt;
  }
  RecordedVotes out;
  std::ifstream file(*recording / "addresses.json");
  const nlohmann::json addresses = nlohmann::json::parse(file);
  for (const nlohmann::json& member : addresses.at("members"))
    out.members.push_back(address(member));
  std::vector<Bytes20> contracts;
  for (const char* list : {"contracts", "contracts_before_upgrade"})
    for (const char* name : {"rocketNetworkBalances", "rocketNetworkPrices", "rocketRewardsPool"})
      if (addresses.at(list).contains(name))
        contracts.push_back(address(addresses.at(list).at(name)));
  std::ifstream logs(*recording / "logs.jsonl");
  for (std::string line; std::getline(logs, line);) {
    const auto log = read_log(line);
    REQUIRE(log);
    if (!std::ranges::count(contracts, log->contract)) continue;
    auto vote = read_vote(*log);
    REQUIRE(vote);
    if (*vote) out.votes.push_back(std::move(**vote));
  }
  return out;
}

}  // namespace apsis::test
