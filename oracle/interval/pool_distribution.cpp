// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/pool_distribution.hpp"

#include <fmt/format.h>

#include "oracle/interval/consensus_bonus.hpp"
#include "oracle/interval/wei_math.hpp"

namespace apsis {

namespace {

/// pool * score / successes / 10^18, rounded down twice; nothing for a score that is not positive.
uint256 share_by_score(const uint256& pool, const int256& score, std::uint64_t successes) {
  if (score <= 0) return 0;
  return pool * uint256(score) / successes / one_eth;
}

/// Voters share by the RPL they may vote with; opting in to the pool is not asked for.
void pay_voters(std::vector<PoolNode>& nodes, const uint256& pot, RewardsTotals& totals) {
  uint256 total_rpl = 0;
  for (const PoolNode& node : nodes) total_rpl += node.vote_rpl;
  for (PoolNode& node : nodes) {
    if (node.vote_rpl == 0) continue;
    node.voter_share_eth = node.vote_rpl * pot / total_rpl;
    totals.voter_share_eth += node.voter_share_eth;
  }
}

/// Gives each validator its part of the nodes' share; returns what was given.
uint256 pay_nodes(std::vector<PoolNode>& nodes, const uint256& share, const uint256& total_score) {
  uint256 given = 0;
  for (PoolNode& node : nodes) {
    if (!node.eligible) continue;
    for (PoolMinipool& minipool : node.minipools) {
      minipool.was_active = minipool.was_active && minipool.tally.had_duties();
      minipool.eth_earned =
          minipool.was_active ? uint256(share * minipool.score / total_score) : uint256(0);
      node.smoothing_pool_eth += *minipool.eth_earned;
    }
    if (node.megapool)
      for (PoolMegapoolValidator& validator : node.megapool->validators) {
        validator.eth_earned = share * validator.score / total_score;
        node.smoothing_pool_eth += *validator.eth_earned;
      }
    given += node.smoothing_pool_eth;
  }
  return given;
}

std::unexpected<Error> more_than_there_is(std::string_view what) {
  return fail(ErrorKind::invalid, fmt::format("{} are more than the smoothing pool holds", what),
              "/smoothing_pool_balance", "look at the bonds and fees of the snapshot");
}

Expected<void> check_rounding(const uint256& given, const uint256& share, const uint256& limit) {
  const uint256 off = given > share ? given - share : share - given;
  if (off <= limit) return {};
  return fail(ErrorKind::invalid,
              fmt::format("the nodes' shares add up to {} wei instead of {}: more than {} wei off, "
                          "where the official generator stops",
                          to_decimal(given), to_decimal(share), to_decimal(limit)),
              "", "no tree can be agreed on; look at the snapshot");
}

}  // namespace

Expected<uint256> distribute_pool(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                  const PoolScores& scores, const uint256& rounding_limit,
                                  std::vector<PoolNode>& nodes, RewardsTotals& totals) {
  const uint256& pool = snapshot.smoothing_pool_balance;
  const uint256 pending = ruleset.megapools ? snapshot.pending_voter_share.value_or(0) : 0;
  totals.smoothing_pool_eth = pool;
  totals.pdao_share_eth = share_by_score(pool, scores.protocol_dao, scores.successes);
  totals.smoothing_pool_voter_share_eth = share_by_score(pool, scores.voter, scores.successes);
  if (scores.voter > 0) pay_voters(nodes, totals.smoothing_pool_voter_share_eth + pending, totals);
  if (scores.total == 0 || scores.successes == 0) {
    const uint256 given = totals.smoothing_pool_voter_share_eth + totals.pdao_share_eth;
    if (given > pool) return more_than_there_is("voters' and treasury's shares");
    totals.pool_staker_eth = pool - given;
    return one_eth;
  }

  const uint256 bonuses = pays_bonuses(ruleset, snapshot.network, snapshot.interval.index)
                              ? grant_bonuses(snapshot, nodes)
                              : uint256(0);
  const uint256 share = share_by_score(pool, int256(scores.total), scores.successes);
  const uint256 given = pay_nodes(nodes, share, scores.total);
  const uint256 before_bonuses = given + totals.pdao_share_eth + totals.voter_share_eth;
  if (before_bonuses > pool + pending) return more_than_there_is("the shares");
  const uint256 available = pool + pending - before_bonuses;
  const uint256 scalar = bonuses > available ? scale_bonuses(nodes, available, bonuses) : one_eth;
  uint256 paid_bonuses = 0;
  for (PoolNode& node : nodes) {
    node.smoothing_pool_eth += node.bonus_eth;
    paid_bonuses += node.bonus_eth;
  }
  if (auto ok = check_rounding(given, share, rounding_limit); !ok)
    return std::unexpected(ok.error());
  totals.node_operator_eth = given + paid_bonuses;
  totals.pool_staker_eth = available - paid_bonuses;
  return scalar;
}

}  // namespace apsis
