// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/node_weight.hpp"

#include <doctest/doctest.h>

#include "oracle/interval/effective_stake.hpp"
#include "oracle/interval/wei_math.hpp"

using apsis::int256;
using apsis::one_eth;
using apsis::uint256;

TEST_CASE("the fixed-point logarithm is exact at powers of two and close between them") {
  CHECK(apsis::fixed_log2(one_eth) == 0);
  CHECK(apsis::fixed_log2(one_eth * 8) == one_eth * 3);
  // log2(3) = 1.58496250072115618...
  CHECK(apsis::fixed_log2(one_eth * 3) / 1000 == uint256(1'584'962'500'721'156u));
  CHECK(apsis::fixed_ln(one_eth * 2) == one_eth * one_eth / uint256(1'442'695'040'888'963'407u));
}

TEST_CASE("a node's weight is linear up to 15 % and grows by the logarithm beyond") {
  apsis::WeightInputs inputs;
  inputs.borrowed = int256(one_eth * 24);
  inputs.price = one_eth / 100;
  inputs.stake = one_eth * 360;  // worth 3.6 ETH: 15 %
  CHECK(apsis::node_weight(inputs) == one_eth * 360);
  inputs.stake = one_eth * 361;
  const uint256 beyond = apsis::node_weight(inputs);
  CHECK(beyond > one_eth * 360);
  CHECK(beyond < one_eth * 361);
}

TEST_CASE("a node weighs nothing without borrowed ETH or under the minimum collateral") {
  apsis::WeightInputs inputs;
  inputs.price = one_eth / 100;
  inputs.stake = one_eth * 100;
  CHECK(apsis::node_weight(inputs) == 0);
  inputs.borrowed = -5;
  CHECK(apsis::node_weight(inputs) == 0);
  inputs.borrowed = int256(one_eth * 24);
  CHECK(apsis::node_weight(inputs) > 0);
  inputs.minimum_collateral = one_eth / 10;  // 2.4 ETH: 240 RPL
  CHECK(apsis::node_weight(inputs) == 0);
}

TEST_CASE("a young node weighs in proportion to its time") {
  apsis::WeightInputs inputs;
  inputs.borrowed = int256(one_eth * 24);
  inputs.price = one_eth / 100;
  inputs.stake = one_eth * 100;
  inputs.interval_seconds = 1000;
  inputs.registered_seconds = 1000;
  const uint256 full = apsis::node_weight(inputs);
  inputs.registered_seconds = 250;
  CHECK(apsis::node_weight(inputs) == full / 4);
}

TEST_CASE("weights replace effective stakes in six steps from interval 18 on") {
  const uint256 pot = 6000;
  const auto reward = [&](std::uint64_t index) {
    return apsis::phased_in_reward(index, pot, 1, 1, 1, 2);
  };
  CHECK(reward(0) == 3500);
  CHECK(reward(18) == 3500);
  CHECK(reward(20) == 4500);
  CHECK(reward(23) == 6000);
  CHECK(reward(29) == 6000);
  CHECK(apsis::phased_in_reward(18, pot, 0, 1, 1, 2) == 0);
  CHECK(apsis::phased_in_reward(18, pot, 1, 1, 0, 2) == 0);
}

TEST_CASE("division rounds down for negative numbers too") {
  CHECK(apsis::floor_div(int256(7), int256(2)) == 3);
  CHECK(apsis::floor_div(int256(-7), int256(2)) == -4);
  CHECK(apsis::floor_div(int256(-8), int256(2)) == -4);
}
