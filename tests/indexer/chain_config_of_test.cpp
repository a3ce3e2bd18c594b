// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/chain_config_of.hpp"

#include <doctest/doctest.h>

#include "indexer/source/networks.hpp"

namespace apsis {

TEST_CASE("every built-in network gives a configuration of its preset") {
  for (const std::string& name : built_in_network_names()) {
    CAPTURE(name);
    const auto config = chain_config_of(built_in_network(name)->spec);
    REQUIRE(config.has_value());
    CHECK(config->config_name == name);
    CHECK(preset_text(config->preset) == (name == "gnosis" ? "gnosis" : "mainnet"));
    CHECK(config->forks[6].version[0] != 0);
    CHECK(config->deposit_chain_id.has_value());
    CHECK(config->deposit_contract_address.has_value());
  }
  const auto gnosis = chain_config_of(built_in_network("gnosis")->spec);
  CHECK(gnosis->slot_duration_ms == 5000);
  CHECK(gnosis->max_blobs_at(1714688, Fork::fulu) == 2);
  const auto mainnet = chain_config_of(built_in_network("mainnet")->spec);
  CHECK(mainnet->max_blobs_at(412672, Fork::fulu) == 15);
}

TEST_CASE("two configurations of a chain agree, or the first name that differs is told") {
  const ChainSpec ours = built_in_network("mainnet")->spec;
  ChainSpec theirs = ours;
  theirs.values["TTFB_TIMEOUT"] = "5";  // nothing that the replay depends on
  theirs.values.erase("DEPOSIT_CHAIN_ID");
  theirs.values.erase("SLOT_DURATION_MS");
  CHECK(check_same_chain(ours, theirs, "the node").has_value());
  const auto says = [&](const char* key, const char* value) {
    ChainSpec other = theirs;
    other.values[key] = value;
    const auto same = check_same_chain(ours, other, "the node");
    REQUIRE(!same);
    CHECK(same.error().text().find("the node") != std::string::npos);
    return same.error().text().find(key) != std::string::npos;
  };
  CHECK(says("ELECTRA_FORK_EPOCH", "364033"));
  CHECK(says("FULU_FORK_VERSION", "0x06000001"));
  CHECK(says("CHURN_LIMIT_QUOTIENT", "4096"));
  CHECK(says("DEPOSIT_CHAIN_ID", "5"));
  CHECK(says("SECONDS_PER_SLOT", "many"));
  theirs.blob_schedule.pop_back();
  const auto same = check_same_chain(ours, theirs, "the node");
  REQUIRE(!same);
  CHECK(same.error().kind == ErrorKind::mismatch);
  CHECK(same.error().text().find("BLOB_SCHEDULE") != std::string::npos);
}

}  // namespace apsis
