// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace apsis::test {

/// A snapshot of one node with one 8-ETH minipool (validator 5) on a chain of 12-second slots; it
/// has the interval of epochs 10 and 11.
inline const std::string small_snapshot = R"({
  "format": "apsis-network-snapshot/1", "network": "devnet",
  "chain": {"genesis_time": 1000, "seconds_per_slot": 12, "slots_per_epoch": 32},
  "interval": {"index": 60, "intervals_passed": 1, "length_seconds": 768,
    "first_slot": 320, "last_slot": 383, "consensus_start_slot": 321, "consensus_end_slot": 382,
    "execution_start_block": 100, "execution_end_block": 160, "execution_end_time": 5584},
  "rpl": {"price": "10000000000000000", "pending_rewards": "1000000000000000000000",
    "node_share": "700000000000000000", "oracle_dao_share": "15000000000000000",
    "protocol_dao_share": "285000000000000000", "minimum_collateral": "0"},
  "smoothing_pool_balance": "1000000000000000000",
  "pending_voter_share": "0",
  "megapool_shares": {"node": "50000000000000000", "voter": "90000000000000000",
    "protocol_dao": "0"},
  "networks_enabled": {"1": false},
  "nodes": [{
    "address": "0x0101010101010101010101010101010101010101",
    "registration_time": 1000, "reward_network": 0, "legacy_rpl": "240000000000000000000",
    "in_smoothing_pool": true, "smoothing_pool_change_time": 1000, "oracle_dao_join_time": 1000,
    "minipools": [{
      "address": "0x0202020202020202020202020202020202020202",
      "pubkey": "0x030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303",
      "status": "staking", "status_time": 1000, "node_fee": "50000000000000000",
      "bond": "8000000000000000000", "user_deposit": "24000000000000000000", "penalties": 0,
      "beacon": {"index": 5, "status": "active_ongoing", "activation_epoch": 0,
        "exit_epoch": "18446744073709551615", "withdrawable_epoch": "18446744073709551615"}
    }]
  }]
})";

/// `text` with the first `from` replaced; a mistake of the test if it is not there.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("not in the text: " + from);
  return text.replace(at, from.size(), to);
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace apsis::test
