// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "core/uint256.hpp"

namespace apsis {

/// What a messenger's submitRate takes, and how much ETH goes with it.
enum class L2MessengerKind {
  plain,     ///< submitRate(), nothing
  arbitrum,  ///< submitRate(submission cost, gas limit, gas price), all three paid for
  zksync,    ///< submitRate(gas limit, gas per pubdata byte), the gas paid for
  scroll,    ///< submitRate(gas limit), what the fee estimator asks
};

/// A contract that carries the rETH rate to another chain.
struct L2Messenger {
  std::string_view name;     ///< as configured and in metrics
  std::string_view address;  ///< on mainnet; no other network has any
  L2MessengerKind kind;
};

/// Mainnet's messengers in the order in which members look at them.
std::span<const L2Messenger> mainnet_l2_messengers();
/// The one of a name; null for another name.
const L2Messenger* find_l2_messenger(std::string_view name);

/// Scroll's fee estimator on mainnet, asked with scroll_gas_limit.
inline constexpr std::string_view scroll_fee_estimator =
    "0x0d7e906bd9cafa154b048cfa766cc1e54e39af9b";
inline constexpr std::uint64_t arbitrum_gas_limit = 40'000;
inline constexpr std::uint64_t arbitrum_gas_price_wei = 100'000'000;
inline constexpr std::uint64_t zksync_gas_limit = 750'000;
inline constexpr std::uint64_t zksync_gas_per_pubdata = 800;
inline constexpr std::uint64_t scroll_gas_limit = 90'000;

/// What Arbitrum asks for storing the message, with a margin, at a fee per gas of this chain.
uint256 arbitrum_submission_cost(const uint256& max_fee_wei);

/// ETH in wei to send with submitRate. `scroll_fee_wei` is the fee estimator's answer, looked at by
/// Scroll alone.
uint256 l2_message_value(L2MessengerKind kind, const uint256& max_fee_wei,
                         const uint256& scroll_fee_wei);

}  // namespace apsis
