// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/uint256.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// What tells the two SSZ layouts of rewards files apart; sizes in bytes.
struct RewardsSszLayout {
  std::array<std::uint8_t, 4> magic;
  std::uint64_t file_version;
  std::size_t totals;   ///< amounts in totalRewards
  std::size_t amounts;  ///< amounts of a node
  /// Root, totals and the offsets of the two lists stand behind the header's numbers.
  std::size_t totals_at() const { return root_at + 32; }
  std::size_t offsets_at() const { return totals_at() + totals * 32; }
  std::size_t fixed_bytes() const { return offsets_at() + 8; }
  std::size_t node_bytes() const { return 28 + amounts * 32; }

  static constexpr std::size_t numbers = 11;  ///< 64-bit numbers behind the magic
  static constexpr std::size_t root_at = 4 + numbers * 8;
  static constexpr std::size_t network_bytes = 8 + 3 * 32;
  static constexpr std::size_t max_networks = 128;
};

/// "RPRT", file version 3, and "RPRU", file version 4.
inline constexpr std::array<RewardsSszLayout, 2> rewards_ssz_layouts = {{
    {{0x52, 0x50, 0x52, 0x54}, 3, 7, 3},
    {{0x52, 0x50, 0x52, 0x55}, 4, 9, 4},
}};

/// Id of a network in SSZ: the chain's, and 0 for chains without a published one.
std::uint64_t chain_id_of(const std::string& network);
/// The name that JSON files give it.
std::string network_of_chain(std::uint64_t chain_id);

/// Totals in the order of SSZ; a layout takes the first of them.
inline std::array<uint256 RewardsTotals::*, 9> ssz_totals() {
  return {&RewardsTotals::protocol_dao_rpl,
          &RewardsTotals::collateral_rpl,
          &RewardsTotals::oracle_dao_rpl,
          &RewardsTotals::smoothing_pool_eth,
          &RewardsTotals::pool_staker_eth,
          &RewardsTotals::node_operator_eth,
          &RewardsTotals::node_weight,
          &RewardsTotals::voter_share_eth,
          &RewardsTotals::smoothing_pool_voter_share_eth};
}

/// Amounts of a node in the order of SSZ.
inline std::array<uint256 NodeAmounts::*, 4> ssz_node_amounts() {
  return {&NodeAmounts::collateral_rpl, &NodeAmounts::oracle_dao_rpl,
          &NodeAmounts::smoothing_pool_eth, &NodeAmounts::voter_share_eth};
}

/// Amounts of a network in the order of SSZ.
inline std::array<uint256 NetworkAmounts::*, 3> ssz_network_amounts() {
  return {&NetworkAmounts::collateral_rpl, &NetworkAmounts::oracle_dao_rpl,
          &NetworkAmounts::smoothing_pool_eth};
}

}  // namespace apsis
