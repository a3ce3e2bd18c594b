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

WeightTerms node_weight_terms(const WeightInputs& inputs) {
  WeightTerms out;
  if (inputs.borrowed <= 0) return out;
  const uint256 borrowed(inputs.borrowed);
  if (inputs.minimum_collateral > 0 &&
      inputs.stake < borrowed * inputs.minimum_collateral / inputs.price)
    return out;
  out.stake_eth = inputs.stake * inputs.price / one_eth;
  out.stake_percent = out.stake_eth * 100u * one_eth / borrowed;
  if (out.stake_percent <= 15u * percent) {
    out.unscaled = out.stake_eth * 100u;
  } else {
    out.ln_argument = out.stake_percent - 13u * percent;
    out.ln = fixed_ln(out.ln_argument);
    out.unscaled = (weight_base + 2u * out.ln) * borrowed / one_eth;
  }
  out.weight = out.unscaled;
  if (out.weight > 0 && inputs.registered_seconds < inputs.interval_seconds)
    out.weight = out.weight * inputs.registered_seconds / inputs.interval_seconds;
  return out;
}

uint256 node_weight(const WeightInputs& inputs) {
  return node_weight_terms(inputs).weight;
}

}  // namespace apsis
