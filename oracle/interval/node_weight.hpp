// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/uint256.hpp"

namespace apsis {

/// log2 of `value` / 10^18, scaled by 10^18, for value >= 10^18: whole part from the leading bit,
/// fraction by squaring 60 times. Bit-exact with what every oracle node computes.
uint256 fixed_log2(const uint256& value);

/// Natural logarithm in the same scale.
uint256 fixed_ln(const uint256& value);

/// What a node's weight depends on; wei.
struct WeightInputs {
  int256 borrowed;  ///< eligible ETH borrowed from rETH holders; may be negative with megapools
  uint256 stake;    ///< RPL
  uint256 price;    ///< ETH for one RPL
  uint256 minimum_collateral;  ///< share of 10^18; 0 where the clause does not apply
  std::uint64_t registered_seconds = 0;
  std::uint64_t interval_seconds = 0;
};

/// A weight and how it came about; wei, percent with 18 decimals. What was not needed is 0.
struct WeightTerms {
  uint256 stake_eth;      ///< the stake at the price
  uint256 stake_percent;  ///< of the borrowed ETH
  uint256 ln_argument;    ///< above 15 %: the percent less 13
  uint256 ln;             ///< its fixed-point logarithm
  uint256 unscaled;       ///< before the cut for nodes younger than an interval
  uint256 weight;
};

/// The steps of node_weight.
WeightTerms node_weight_terms(const WeightInputs& inputs);

/// RPIP-30 weight of a node (rewards tree specification, section 3.2).
uint256 node_weight(const WeightInputs& inputs);

}  // namespace apsis
