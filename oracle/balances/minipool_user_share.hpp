// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "core/uint256.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// The delegate whose split of a balance is known here.
inline constexpr std::uint64_t known_delegate_version = 3;

/// calculateUserShare(balance) of the delegate of version 3: what belongs to rETH holders of a
/// minipool's balance, with commission, the 8-ETH rule and the penalty.
uint256 delegate_user_share(const Minipool& minipool, const uint256& balance);

/// The users' part of `balance`, which is the minipool's and its validator's together, less the
/// refund. 0 if it is not positive. Known delegates are computed, and compared with the contract's
/// answer where the snapshot has it; others need that answer. `mismatch` if they differ, `invalid`
/// if there is neither. `minipool` has funds.
Expected<uint256> minipool_user_share(const Minipool& minipool, const int256& balance);

}  // namespace apsis
