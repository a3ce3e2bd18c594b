// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/error.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Why a minipool counts for rETH holders as it does; the first that holds, in this order.
enum class MinipoolCase {
  vacant,          ///< not Rocket Pool's yet: 0
  dissolved,       ///< 0
  not_started,     ///< initialized or prelaunch: the user deposit
  early_variable,  ///< a small bond under the delegate of version 2: all but refund and bond
  not_active,      ///< the validator earns nothing yet: the user deposit
  shared,          ///< what the contract gives users of the whole balance
};

/// What one minipool is worth to rETH holders.
struct MinipoolBalance {
  const Minipool* minipool = nullptr;
  MinipoolCase reason = MinipoolCase::vacant;
  int256 whole_balance{};  ///< validator + contract - refund, in wei; 0 where it is not asked for
  int256 user_balance{};   ///< in wei; may be negative
  bool is_staking = false;
};

/// The term of one minipool at the end of `epoch`'s snapshot. `mismatch` or `invalid` as
/// minipool_user_share. `minipool` has funds and outlives the result.
Expected<MinipoolBalance> minipool_balance(const Minipool& minipool, std::uint64_t epoch);

}  // namespace apsis
