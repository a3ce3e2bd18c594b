// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "oracle/balances/minipool_user_share.hpp"
#include "tests/recordings.hpp"

using namespace apsis;

namespace {

using nlohmann::json;

uint256 amount(const json& value) {
  return uint256(value.get<std::string>());
}

Minipool recorded_minipool(const json& from) {
  Minipool out;
  out.node_fee = amount(from.at("node_fee"));
  out.bond = amount(from.at("node_deposit_balance"));
  out.user_deposit = amount(from.at("user_deposit_balance"));
  out.funds = MinipoolFunds{};
  out.funds->penalty_rate = amount(from.at("penalty").at("penalty_rate"));
  return out;
}

}  // namespace

TEST_CASE("the known delegate's split is what real minipools answered for each recorded balance") {
  const auto recording = find_recording("rocketpool-v14");
  if (!recording) {
    MESSAGE("skipped: the recording rocketpool-v14 is not there (set APSIS_SHARED)");
    return;
  }
  std::size_t compared = 0;
  for (int block = 1; block <= 5; ++block) {
    std::ifstream file(*recording / ("network-B" + std::to_string(block) + ".json"));
    const json network = json::parse(file);
    for (const json& from : network.at("minipools")) {
      if (from.at("version") != "3" || !from.contains("shares")) continue;
      const Minipool minipool = recorded_minipool(from);
      for (const json& share : from.at("shares")) {
        // A minipool that never got its deposits divides by zero there.
        if (!share.at("user").is_string()) continue;
        CAPTURE(from.at("address").get<std::string>());
        CAPTURE(share.at("balance").get<std::string>());
        CHECK(delegate_user_share(minipool, amount(share.at("balance"))) ==
              amount(share.at("user")));
        ++compared;
      }
    }
  }
  CHECK(compared > 500);
}
