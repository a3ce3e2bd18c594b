// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// What is fixed about a network and cannot be asked of its contracts.
struct Network {
  std::string name;  ///< as published files call it: "mainnet", "testnet"
  std::uint64_t chain_id = 0;
  Bytes20 rocket_storage{};
  std::optional<Bytes20> multicall{};        ///< Multicall2; none: calls go out one by one
  std::optional<Bytes20> balance_checker{};  ///< none: balances are asked one by one
  std::optional<Bytes20> rpl_price_pool{};   ///< Uniswap's pool of WETH and RPL
  std::uint64_t genesis_time = 0;            ///< of the beacon chain, seconds since 1970
  std::uint64_t seconds_per_slot = 12;
  std::uint64_t slots_per_epoch = 32;
  bool has_l2_messengers = false;  ///< those of price/l2_messenger exist
  /// Messengers elsewhere, by the names of price/l2_messenger.
  std::map<std::string, Bytes20, std::less<>> l2_messengers{};
  std::optional<Bytes20> scroll_fee_estimator{};  ///< elsewhere than on mainnet
};

/// "mainnet", "hoodi", or a TOML file's path: keys name, chain_id, rocket_storage, genesis_time
/// and, as they exist, seconds_per_slot, slots_per_epoch, multicall, balance_checker,
/// rpl_price_pool, scroll_fee_estimator and l2_messengers ("base=0x…,scroll=0x…"). `usage` with
/// file and line or key.
Expected<Network> load_network(std::string_view name_or_path);

/// The same from a text; `where` is what errors call it.
Expected<Network> parse_network(std::string_view toml, std::string_view where);

}  // namespace apsis
