// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/networks.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "core/hex.hpp"
#include "tests/core/temporary_folder.hpp"

namespace apsis {
namespace {

std::string write_file(const TemporaryFolder& folder, const std::string& text) {
  const std::string path = (folder / "config.yaml").string();
  std::ofstream(path) << text;
  return path;
}

}  // namespace

TEST_CASE("built-in networks: forks, chain ids and genesis are the networks' own") {
  const auto mainnet = built_in_network("mainnet");
  REQUIRE(mainnet.has_value());
  CHECK(mainnet->spec.number("FULU_FORK_EPOCH") == 411392);
  CHECK(mainnet->spec.blob_schedule.size() == 2);
  CHECK(mainnet->genesis->genesis_time == 1606824023);
  const auto sepolia = built_in_network("sepolia");
  REQUIRE(sepolia.has_value());
  CHECK(sepolia->spec.values.at("ELECTRA_FORK_VERSION") == "0x90000074");
  CHECK(sepolia->spec.number("DEPOSIT_CHAIN_ID") == 11155111);
  CHECK(sepolia->genesis->genesis_fork_version[3] == 0x69);
  const auto hoodi = built_in_network("hoodi");
  REQUIRE(hoodi.has_value());
  CHECK(fork_at_slot(hoodi->spec, Slot(0)) == "deneb");
  CHECK(fork_at_slot(hoodi->spec, Slot(2048 * 32)) == "electra");
  const auto gnosis = built_in_network("gnosis");
  REQUIRE(gnosis.has_value());
  CHECK(slots_per_epoch(gnosis->spec) == 16);
  CHECK(gnosis->spec.blob_schedule.empty());
  CHECK(to_hex(gnosis->genesis->genesis_validators_root).substr(0, 10) == "0xf5dcb556");
}

TEST_CASE("find_network takes a name or a config.yaml, and says what there is otherwise") {
  const TemporaryFolder folder;
  const std::string path = write_file(folder, "PRESET_BASE: minimal\nCONFIG_NAME: mine\n");
  const auto mine = find_network(path);
  REQUIRE(mine.has_value());
  CHECK(mine->name == "mine");
  CHECK(!mine->genesis);
  CHECK(find_network("hoodi")->name == "hoodi");
  const auto none = find_network("no-such-network");
  REQUIRE(!none);
  CHECK(none.error().kind == ErrorKind::usage);
  CHECK(none.error().text().find("mainnet, sepolia, hoodi, gnosis") != std::string::npos);
  CHECK(!find_network(write_file(folder, "- a list")).has_value());
  CHECK(built_in_network("holesky").error().kind == ErrorKind::usage);
}

}  // namespace apsis
