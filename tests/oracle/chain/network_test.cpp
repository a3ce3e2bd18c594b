// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/network.hpp"

#include <doctest/doctest.h>

#include "core/hex.hpp"

using namespace apsis;

namespace {

std::string complaint(const std::string& toml) {
  const auto network = parse_network(toml, "net.toml");
  return network ? "" : network.error().text();
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

const std::string storage = "rocket_storage = \"0x5fbdb2315678afecb367f032d93f642f64180aa3\"\n";

}  // namespace

TEST_CASE("mainnet and hoodi are known, with their own chain ids and contracts") {
  const auto mainnet = load_network("mainnet");
  const auto hoodi = load_network("hoodi");
  REQUIRE(mainnet);
  REQUIRE(hoodi);
  CHECK(mainnet->chain_id == 1);
  CHECK(hoodi->chain_id == 560048);
  CHECK(hoodi->name == "testnet");
  CHECK(mainnet->rocket_storage != hoodi->rocket_storage);
  CHECK(mainnet->multicall.has_value());
  CHECK(to_hex(*mainnet->rpl_price_pool) == "0xe42318ea3b998e8355a3da364eb9d48ec725eb45");
}

TEST_CASE("a network file gives a chain of one's own; helpers may be missing") {
  const auto network = parse_network(
      "name = \"local\"\nchain_id = 31337\ngenesis_time = 1787184000\n" + storage, "net.toml");
  REQUIRE(network);
  CHECK(network->chain_id == 31337);
  CHECK(network->genesis_time == 1787184000);
  CHECK_FALSE(network->multicall);
  CHECK(network->seconds_per_slot == 12);
  const auto quick = parse_network(
      "name = \"local\"\nchain_id = 31337\ngenesis_time = 1\nseconds_per_slot = 2\n"
      "slots_per_epoch = 8\n" +
          storage,
      "net.toml");
  REQUIRE(quick);
  CHECK(quick->seconds_per_slot == 2);
  CHECK(quick->slots_per_epoch == 8);
  CHECK_FALSE(network->has_l2_messengers);
}

TEST_CASE("a network file may name messengers to other chains") {
  const auto network = parse_network(
      "name = \"local\"\nchain_id = 31337\ngenesis_time = 1\nl2_messengers = "
      "\"base=0x0101010101010101010101010101010101010101,"
      "scroll=0x0202020202020202020202020202020202020202\"\n" +
          storage,
      "net.toml");
  REQUIRE(network);
  CHECK(network->l2_messengers.at("base") ==
        *array_from_hex<20>(
            std::string(40, '0').replace(0, 40, "0101010101010101010101010101010101010101")));
  CHECK(network->l2_messengers.size() == 2);
}

TEST_CASE("what a network file lacks or has wrong is told with its place") {
  CHECK(contains(complaint("name = \"x\"\n" + storage), "chain_id"));
  CHECK(contains(complaint("chain_id = 5\ngenesis_time = 1\n" + storage), "name is missing"));
  CHECK(contains(complaint("name = \"x\"\nchain_id = 0\ngenesis_time = 1\n" + storage),
                 "net.toml line 2 chain_id"));
  CHECK(contains(complaint("name = \"x\"\nchain_id = 5\ngenesis_time = 1\n"), "rocket_storage"));
  CHECK(contains(
      complaint("name = \"x\"\nchain_id = 5\ngenesis_time = 1\nmulticall = \"0x12\"\n" + storage),
      "is no address"));
  for (const char* list : {"base", "base=0x12", "=0x0101010101010101010101010101010101010101"})
    CHECK(contains(complaint("name = \"x\"\nchain_id = 5\ngenesis_time = 1\nl2_messengers = \"" +
                             std::string(list) + "\"\n" + storage),
                   "NAME=ADDRESS"));
  CHECK(contains(complaint("colour = \"red\"\n"), "colour"));
  CHECK(contains(load_network("no-such-network").error().text(), "give mainnet, hoodi"));
}
