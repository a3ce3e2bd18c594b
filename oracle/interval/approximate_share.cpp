// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/approximate_share.hpp"

#include "oracle/interval/interval_rewards.hpp"
#include "oracle/interval/pool_distribution.hpp"
#include "oracle/interval/rpl_rewards.hpp"
#include "oracle/interval/vote_score.hpp"

namespace apsis {

namespace {

/// Unlike for duties, the moment of the opt-in itself does not count.
bool is_in_pool(const PoolNode& node, std::uint64_t time) {
  return node.eligible && node.node->in_smoothing_pool &&
         time > node.node->smoothing_pool_change_time;
}

/// One vote of each minipool, whatever the beacon chain says of it.
void add_minipool_votes(PoolNode& node, std::uint64_t time, const Ruleset& ruleset,
                        PoolScores& scores) {
  for (PoolMinipool& minipool : node.minipools) {
    BondAndFee terms = bond_and_fee_at(*minipool.minipool, time);
    if (ruleset.commission_boost) terms.fee = boosted_fee(terms, node.rpl_percent);
    minipool.score = minipool_vote_score(terms);
    minipool.tally.successes = 1;
    scores.total += minipool.score;
    ++scores.successes;
  }
}

void add_megapool_votes(PoolMegapool& megapool, const MegapoolShares& shares, PoolScores& scores) {
  if (!megapool.megapool->has_details || megapool.megapool->active_validators == 0) return;
  const MegapoolVoteScore vote = megapool_vote_score(*megapool.megapool, shares);
  for (PoolMegapoolValidator& validator : megapool.validators) {
    validator.score = uint256(vote.node);
    validator.tally.successes = 1;
    scores.total += validator.score;
    scores.voter += vote.voter;
    scores.protocol_dao += vote.protocol_dao;
    ++scores.successes;
  }
}

/// Ruleset 11 allows the approximation twice the loss that its trees may have among many nodes.
uint256 approximation_limit(const NetworkSnapshot& snapshot, const Ruleset& ruleset) {
  const uint256 limit = rounding_limit(snapshot, ruleset);
  const bool by_nodes = limit == snapshot.nodes.size();
  return ruleset.megapools && by_nodes ? uint256(2 * limit) : limit;
}

}  // namespace

Expected<uint256> approximate_staker_share(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                           MegapoolReading reading) {
  if (snapshot.interval.index == 0 || snapshot.smoothing_pool_balance == 0) return uint256(0);
  if (auto ok = begin_interval(snapshot, ruleset); !ok) return std::unexpected(ok.error());
  const MegapoolRecords records(snapshot, reading == MegapoolReading::by_pubkey_alone);
  std::vector<PoolNode> nodes = pool_nodes(snapshot, ruleset, records);
  const std::uint64_t time = snapshot.interval.execution_end_time;
  PoolScores scores;
  for (PoolNode& node : nodes) {
    if (!is_in_pool(node, time)) continue;
    add_minipool_votes(node, time, ruleset, scores);
    if (node.megapool && snapshot.megapool_shares)
      add_megapool_votes(*node.megapool, *snapshot.megapool_shares, scores);
  }
  RewardsTotals totals;
  const Expected<uint256> scalar = distribute_pool(
      snapshot, ruleset, scores, approximation_limit(snapshot, ruleset), nodes, totals);
  if (!scalar) return std::unexpected(scalar.error());
  return totals.pool_staker_eth;
}

}  // namespace apsis
