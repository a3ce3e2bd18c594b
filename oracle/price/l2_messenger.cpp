// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/price/l2_messenger.hpp"

#include <algorithm>
#include <array>

namespace apsis {

namespace {

constexpr std::array<L2Messenger, 7> messengers = {{
    {"optimism", "0x12759f8df234f8f2cddb3d2ed5604adf9accfc9f", L2MessengerKind::plain},
    {"polygon", "0xb1029ac2be4e08516697093e2afec435057f3511", L2MessengerKind::plain},
    {"arbitrum-v1", "0x05330300f829ad3fc8f33838bc88cfc4093bad53", L2MessengerKind::arbitrum},
    {"arbitrum-v2", "0x312fcfb03ec9b1ea38cb7bfcd26ee7bc3b505ab1", L2MessengerKind::arbitrum},
    {"zksync-era", "0x6cf6cb29754aebf88af12089224429bd68b0b8c8", L2MessengerKind::zksync},
    {"base", "0x8aa4afc5a9793433eb37c9919ff49b54903c7cb1", L2MessengerKind::plain},
    {"scroll", "0x0f22dc9b9c03757d4676539203d7549c8f22c15c", L2MessengerKind::scroll},
}};

/// Arbitrum charges 1400 gas and 6 a byte of the message, which has 36; four times that is sent.
constexpr std::uint64_t arbitrum_submission_gas = 4 * (1400 + 6 * 36);
/// zkSync's price of gas is this chain's by 17 gas a byte of public data, and half a gwei at least.
constexpr std::uint64_t zksync_pubdata_gas = 17;
constexpr std::uint64_t zksync_min_gas_price_wei = 500'000'000;

}  // namespace

std::span<const L2Messenger> mainnet_l2_messengers() {
  return messengers;
}

const L2Messenger* find_l2_messenger(std::string_view name) {
  const auto* found = std::ranges::find(messengers, name, &L2Messenger::name);
  return found == messengers.end() ? nullptr : found;
}

uint256 arbitrum_submission_cost(const uint256& max_fee_wei) {
  return max_fee_wei * arbitrum_submission_gas;
}

uint256 l2_message_value(L2MessengerKind kind, const uint256& max_fee_wei,
                         const uint256& scroll_fee_wei) {
  switch (kind) {
    case L2MessengerKind::plain:
      return 0;
    case L2MessengerKind::arbitrum:
      return uint256(arbitrum_gas_limit) * arbitrum_gas_price_wei +
             arbitrum_submission_cost(max_fee_wei);
    case L2MessengerKind::zksync: {
      const uint256 scaled = max_fee_wei * zksync_pubdata_gas;
      const uint256 price = (scaled + zksync_gas_per_pubdata - 1) / zksync_gas_per_pubdata;
      return std::max(price, uint256(zksync_min_gas_price_wei)) * zksync_gas_limit;
    }
    case L2MessengerKind::scroll:
      break;
  }
  return scroll_fee_wei;
}

}  // namespace apsis
