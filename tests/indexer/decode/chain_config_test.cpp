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
  CHECK(error_with("PRESET_BASE", "gnosis").find("is not built") != std::string::npos);
  CHECK(error_with("EJECTION_BALANCE", "a lot").find("EJECTION_BALANCE") != std::string::npos);
  CHECK(error_with("BELLATRIX_FORK_EPOCH", "144896").find("no version") != std::string::npos);
  CHECK(error_with("ALTAIR_FORK_VERSION", "0x01").find("ALTAIR_FORK_VERSION") != std::string::npos);
}
