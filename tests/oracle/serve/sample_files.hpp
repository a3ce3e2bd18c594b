// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/interval/interval_rewards.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "tests/oracle/small_snapshot.hpp"

namespace apsis::test {

/// The address of the small snapshot's node.
inline const std::string small_node = "0x0101010101010101010101010101010101010101";

/// The rewards file of the small snapshot as interval `index`, with `votes` of two duties.
inline RewardsFile small_file(std::uint64_t index, std::size_t votes = 1,
                              const std::string& network = "mainnet") {
  std::string text =
      replaced(small_snapshot, "\"index\": 60", "\"index\": " + std::to_string(index));
  text = replaced(text, "\"network\": \"devnet\"", "\"network\": \"" + network + "\"");
  const NetworkSnapshot snapshot = *read_network_snapshot(text);
  DutyScorer scorer = *begin_interval(snapshot, ruleset_v11);
  scorer.add_duty({5, 325, votes > 0 ? 1u : 0u});
  scorer.add_duty({5, 360, votes > 1 ? 1u : 0u});
  return *build_rewards_file(snapshot, ruleset_v11,
                             *compute_interval(snapshot, ruleset_v11, std::move(scorer)));
}

}  // namespace apsis::test
