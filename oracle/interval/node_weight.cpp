// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/node_weight.hpp"

#include "oracle/interval/wei_math.hpp"

namespace apsis {

namespace {

constexpr unsigned log_rounds = 60;
constexpr std::uint64_t log2_of_e_scaled = 1'442'695'040'888'963'407;  ///< times 10^18

const uint256 percent{1'000'000'000'000'000'000u};  ///< one percent, with 18 decimals
const uint256 weight_base = uint256(136'137) * 100'000'000'000'000u;  ///< 13.6137

}  // namespace

uint256 fixed_log2(const uint256& value) {
  const auto whole = static_cast<unsigned>(msb(uint256(value / one_eth)));
  uint256 out = one_eth * whole;
  uint256 y = value >> whole;
  if (y == one_eth) return out;
  uint256 delta = one_eth >> 1;
  for (unsigned round = 0; round < log_rounds; ++round) {
    y = y * y / one_eth;
    if (y >= 2 * one_eth) {
      out += delta;
      y >>= 1;
    }
    delta >>= 1;
  }
  return out;
}

uint256 fixed_ln(const uint256& value) {
  return one_eth * fixed_log2(value) / log2_of_e_scaled;
}

uint256 node_weight(const WeightInputs& inputs) {
  if (inputs.borrowed <= 0) return 0;
  const uint256 borrowed(inputs.borrowed);
  if (inputs.minimum_collateral > 0 &&
      inputs.stake < borrowed * inputs.minimum_collateral / inputs.price)
    return 0;
  const uint256 stake_eth = inputs.stake * inputs.price / one_eth;
  const uint256 stake_percent = stake_eth * 100u * one_eth / borrowed;
  uint256 weight;
  if (stake_percent <= 15u * percent)
    weight = stake_eth * 100u;
  else
    weight =
        (weight_base + 2u * fixed_ln(uint256(stake_percent - 13u * percent))) * borrowed / one_eth;
  if (weight > 0 && inputs.registered_seconds < inputs.interval_seconds)
    weight = weight * inputs.registered_seconds / inputs.interval_seconds;
  return weight;
}

}  // namespace apsis
