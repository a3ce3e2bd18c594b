// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "core/ether.hpp"
#include "oracle/balances/rate_clamp.hpp"
#include "oracle/balances/reference_float.hpp"

using namespace apsis;

TEST_CASE("gwei become wei exactly up to 9,444 ETH and with 64 bits beyond") {
  CHECK(reference_gwei_to_wei(0) == 0);
  CHECK(reference_gwei_to_wei(32'000'000'001u) == int256("32000000001000000000"));
  CHECK(reference_gwei_to_wei(9'444'732'965'738u) == int256("9444732965738000000000"));
  // 12345678901234567 gwei is no double; its shortest text ends in 568, and 64 bits hold multiples
  // of 2^20 up there.
  CHECK(reference_gwei_to_wei(12'345'678'901'234'567u) == int256("12345678901234568000438272"));
}

TEST_CASE("wei become ETH as the nearest double of their quotient") {
  CHECK(reference_wei_to_eth(0) == 0);
  CHECK(reference_wei_to_eth(int256(one_eth)) == 1);
  CHECK(reference_wei_to_eth(-int256(one_eth) * 3 / 2) == -1.5);
  CHECK(reference_wei_to_eth(1) == 1e-18);
}

TEST_CASE("ETH become wei through the shortest decimal text") {
  CHECK(reference_eth_to_wei(1.2179061050803912) == int256("1217906105080391200"));
  CHECK(reference_eth_to_wei(-1.5) == -int256(one_eth) * 3 / 2);
  CHECK(reference_eth_to_wei(0.1) == int256("100000000000000000"));
  CHECK(reference_eth_to_wei(std::numeric_limits<double>::infinity()) == 0);
  CHECK(reference_eth_to_wei(std::nan("")) == 0);
}

TEST_CASE("a rate within the limit leaves the total as it is") {
  const auto rate =
      clamp_rate(int256(one_eth) * 11, one_eth * 10u, one_eth * 109u / 100u, one_eth * 2u / 100u);
  REQUIRE(rate);
  CHECK_FALSE(rate->clamped());
  CHECK(rate->total_wei == int256(one_eth) * 11);
}

TEST_CASE("a rate beyond the limit is cut to it in both directions") {
  const uint256 head = one_eth * 12u / 10u, limit = one_eth * 2u / 100u;
  const auto up = clamp_rate(int256(one_eth) * 13, one_eth * 10u, head, limit);
  REQUIRE(up);
  CHECK(up->ratio_after_wei == int256(one_eth) * 122 / 100);
  CHECK(up->total_wei == int256(one_eth) * 122 / 10);
  const auto down = clamp_rate(int256(one_eth) * 11, one_eth * 10u, head, limit);
  REQUIRE(down);
  CHECK(down->total_wei == int256(one_eth) * 118 / 10);
}

TEST_CASE("a rate of 0 that must be limited is refused") {
  const auto rate = clamp_rate(0, one_eth, one_eth, one_eth / 50u);
  REQUIRE_FALSE(rate);
  CHECK(rate.error().kind == ErrorKind::invalid);
  CHECK_FALSE(clamp_rate(int256(one_eth), 0, one_eth, one_eth / 50u));
}
