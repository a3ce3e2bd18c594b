// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace apsis {

/// The beacon rows of a golden balances case by public key.
class BeaconRows {
 public:
  explicit BeaconRows(const nlohmann::json& rows);
  /// The row as a snapshot's `beacon`; null if the chain does not know the key.
  nlohmann::json row_of(const std::string& pubkey) const;

 private:
  std::map<std::string, const nlohmann::json*> rows_;
};

/// The megapools of a golden balances case as a snapshot has them.
class GoldenMegapools {
 public:
  /// `golden` outlives the object.
  explicit GoldenMegapools(const nlohmann::json& golden);
  nlohmann::json megapool_of(const std::string& address) const;

 private:
  nlohmann::json validator_of(const nlohmann::json& record, const std::string& pubkey) const;
  nlohmann::json final_withdrawal_of(const nlohmann::json& beacon) const;

  const nlohmann::json& golden_;
  BeaconRows rows_;
  std::map<std::string, std::vector<const nlohmann::json*>> records_;
};

}  // namespace apsis
