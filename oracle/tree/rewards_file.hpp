// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "oracle/interval/rewards_amounts.hpp"
#include "oracle/tree/file_header.hpp"

namespace apsis {

/// First ruleset whose files list only networks with an entry, and nodes without any amount too.
inline constexpr std::uint64_t first_ruleset_with_ssz_layout = 9;

/// One node of a rewards file.
struct RewardsFileNode {
  Bytes20 address;
  NodeAmounts amounts;
  std::vector<Bytes32> proof;
};

/// One reward network of a rewards file.
struct RewardsFileNetwork {
  std::uint64_t id = 0;
  NetworkAmounts amounts;
};

/// A rewards file of any version, with what the versions have in common; nodes and networks stand
/// in the order of the file.
struct RewardsFile {
  FileHeader header;
  std::uint64_t intervals_passed = 0;
  Bytes32 merkle_root{};
  std::string performance_file_cid;  ///< up to ruleset 8, and there may be none
  /// Whether totalProtocolDaoEth is there with the text "null": a field of the writers of rulesets
  /// 9 and 10 that was never filled, and that their first files do not have.
  bool has_unfilled_treasury_total = false;
  /// False: read from SSZ, which leaves totalPdaoShareEth out; it is 0 then.
  bool states_treasury_share = true;
  RewardsTotals totals;
  std::vector<RewardsFileNetwork> networks;
  std::vector<RewardsFileNode> nodes;
};

/// Reads the JSON of a rewards file of version 1 to 4 (compact or pretty-printed). `decode` with
/// the JSON path for unknown, missing or malformed fields.
Expected<RewardsFile> read_rewards_file(const std::string& text);

/// Refuses entries that are unsorted or there twice, among nodes and among networks: `mismatch`
/// with the place of the first.
Expected<void> check_entry_order(const RewardsFile& file);

}  // namespace apsis
