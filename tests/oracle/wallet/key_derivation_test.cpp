// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/key_derivation.hpp"

#include <doctest/doctest.h>

#include "oracle/wallet/smartnode_wallet.hpp"
#include "tests/oracle/wallet/test_bytes.hpp"

using namespace apsis;

namespace {

std::string derived(std::string_view seed_hex, std::string_view path) {
  const Bytes seed = *from_hex(seed_hex);
  return to_hex_bare(derive_key(seed, parse_derivation_path(path).value()).value().view());
}

}  // namespace

TEST_CASE("keys are derived as the vectors of BIP-32 say, leading zeros included") {
  CHECK(derived("000102030405060708090a0b0c0d0e0f", "m/0'/1/2'/2/1000000000") ==
        "471b76e389e528d6de6d816857e012c5455051cad6660850e58372a6c3e6e7c8");
  CHECK(derived("000102030405060708090a0b0c0d0e0f", "m/0'") ==
        "edb2e14f9ee77d26dd93b4ecede8d16ed408ce149b6cd80b0715a2d911a0afea");
  CHECK(derived("fffcf9f6f3f0edeae7e4e1dedbd8d5d2cfccc9c6c3c0bdbab7b4b1aeaba8a5a29f9c999693908d8a87"
                "84817e7b7875726f6c696663605d5a5754514e4b484542",
                "m/0/2147483647'/1/2147483646'/2") ==
        "bb7d39bdb83ecf58f2fd82b6d918341cbef428661ef01ab97c28a4842125ac23");
  CHECK(derived("4b381541583be4423346c643850da4b320e46a87ae3d2a4e6da11eba819cd4acba45d239319ac14f86"
                "3b8d5ab5a0d0c64d2e8a1e7d1457df2e5a3c51c73235be",
                "m/0'") == "491f7a2eebc7b57028e0d3faa0acda02e75c33b03c48fb288c41e2ea44e1daef");
  CHECK(derived("3ddd5602285899a946114506157c7997e5444528f3003f6134712147db19b678", "m/0'/1'") ==
        "3a2086edd7d9df86c3487a5905a1712a9aa664bce8cc268141e07549eaa8661d");
}

TEST_CASE("words give the seeds that the vectors of BIP-39 have") {
  const auto seed = [](std::string_view words) {
    return to_hex_bare(seed_of_words(bytes_of(words), bytes_of("TREZOR")).value().view());
  };
  CHECK(seed("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
             "abandon about") ==
        "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f"
        "2cf141630c7a3c4ab7c81b2f001698e7463b04");
  CHECK(seed("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo "
             "zoo zoo vote") ==
        "dd48c104698c30cfe2b6142103248622fb7bb0ff692eebb00089b32d22484e1613912f0a5b694407be899ffd31"
        "ed3992c456cdf60f5d4564b8ba3f05a69890ad");
  CHECK_FALSE(seed_of_words(bytes_of("zoo\nzoo")));
  CHECK_FALSE(seed_of_words(bytes_of("caf\u00e9")));
}

TEST_CASE(
    "a seed gives the same node keys as the official client's libraries, on its three paths") {
  const LockedBytes seed =
      seed_of_words(bytes_of("test test test test test test test test test test test junk"))
          .value();
  const auto address = [&](std::string_view path, std::uint32_t index) {
    return to_hex(node_key_of_seed(seed.view(), path, index).value().address());
  };
  CHECK(address(default_node_path, 0) == test_address_hex);
  CHECK(address(default_node_path, 3) == "0x90f79bf6eb2c4f870365e785982e1f101e93b906");
  CHECK(address(ledger_live_node_path, 0) == "0x2eb7bed8ff879813aae00791a64838d67045b332");
  CHECK(address(ledger_live_node_path, 3) == "0xcb4bb4f0dc597d67a6e2a66f3eda327fad38dacf");
  CHECK(address(my_ether_wallet_node_path, 0) == "0x1e59ce931b4cfea3fe4b875411e280e173cb7a9c");
  CHECK(address(my_ether_wallet_node_path, 3) == "0x1e14cbd146c3a5496f588cf28ee656c210057904");
}

TEST_CASE("a path that is none and a seed that is none are refused") {
  for (const std::string_view path :
       {"", "m", "m/", "44'/60'", "m/44'//0", "m/44h", "m/2147483648", "m/-1", "m/1 ", "m/4'4",
        "m/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0", "m/%d/%d", "m/4294967296"})
    CHECK_MESSAGE(!parse_derivation_path(path), path);
  CHECK(parse_derivation_path(default_node_path, 7).value() ==
        DerivationPath{44 | 0x80000000, 60 | 0x80000000, 0x80000000, 0, 7});
  CHECK_FALSE(derive_key(Bytes(15), {0}));
  CHECK_FALSE(derive_key(Bytes(65), {0}));
}
