// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/chain_config.hpp"

#include <doctest/doctest.h>

namespace {

using namespace apsis;

/// The error's text for a mainnet configuration with one key changed; empty if it is taken.
std::string error_with(const std::string& key, const std::string& value) {
  std::map<std::string, std::string> values = {{"PRESET_BASE", "mainnet"},
                                               {"ALTAIR_FORK_VERSION", "0x01000000"},
                                               {"ALTAIR_FORK_EPOCH", "74240"}};
  values[key] = value;
  const auto config = parse_chain_config(values, {});
  return config ? std::string() : config.error().text();
}

}  // namespace

TEST_CASE("values that the transition divides by must not be 0") {
  CHECK(error_with("CONFIG_NAME", "mainnet").empty());
  for (const char* key :
       {"CHURN_LIMIT_QUOTIENT", "INACTIVITY_SCORE_BIAS", "MIN_PER_EPOCH_CHURN_LIMIT",
        "MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA", "MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT"}) {
    CHECK(error_with(key, "0").find(key) != std::string::npos);
  }
}

TEST_CASE(
    "a configuration of another preset size, an unknown preset and broken values are refused") {
  CHECK(error_with("SLOTS_PER_EPOCH", "16").find("SLOTS_PER_EPOCH") != std::string::npos);
  CHECK(error_with("PRESET_BASE", "whisk").find("is not built") != std::string::npos);
  CHECK(error_with("BASE_REWARD_FACTOR", "25").find("BASE_REWARD_FACTOR") != std::string::npos);
  CHECK(error_with("WHISTLEBLOWER_REWARD_QUOTIENT", "1").find("WHISTLEBLOWER") !=
        std::string::npos);
  CHECK(error_with("EJECTION_BALANCE", "a lot").find("EJECTION_BALANCE") != std::string::npos);
  CHECK(error_with("BELLATRIX_FORK_EPOCH", "144896").find("no version") != std::string::npos);
  CHECK(error_with("ALTAIR_FORK_VERSION", "0x01").find("ALTAIR_FORK_VERSION") != std::string::npos);
}

TEST_CASE("a configuration of the gnosis preset is told by its name or its epochs") {
  const std::map<std::string, std::string> forks = {{"ALTAIR_FORK_VERSION", "0x01000064"},
                                                    {"ALTAIR_FORK_EPOCH", "512"}};
  auto named = forks, sized = forks;
  named["PRESET_BASE"] = "gnosis";
  sized["SLOTS_PER_EPOCH"] = "16";
  sized["BASE_REWARD_FACTOR"] = "25";
  sized["MAX_PENDING_PARTIALS_PER_WITHDRAWALS_SWEEP"] = "6";
  CHECK(parse_chain_config(named, {})->preset == PresetName::gnosis);
  CHECK(parse_chain_config(sized, {})->preset == PresetName::gnosis);
  sized["BASE_REWARD_FACTOR"] = "64";
  CHECK(!parse_chain_config(sized, {}));
}

TEST_CASE("the deposit contract is read, and Fulu's text is chosen by a key") {
  CHECK(error_with("DEPOSIT_CONTRACT_ADDRESS", "0x01").find("DEPOSIT_CONTRACT") !=
        std::string::npos);
  CHECK(error_with("APSIS_FULU_ETH1_BRIDGE", "maybe").find("APSIS_FULU_ETH1_BRIDGE") !=
        std::string::npos);
  const auto config = [](const char* bridge) {
    return *parse_chain_config(
        {{"PRESET_BASE", "mainnet"}, {"APSIS_FULU_ETH1_BRIDGE", bridge}, {"DEPOSIT_CHAIN_ID", "7"}},
        {});
  };
  CHECK(config("dropped").fulu_drops_eth1_bridge);
  CHECK(!config("kept").fulu_drops_eth1_bridge);
  CHECK(config("kept").deposit_chain_id == 7);
}
