// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "oracle/interval/wei_math.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "tests/cases/golden_tree_compare.hpp"

namespace apsis {

namespace {

/// Tells when two sums that must be the same wei are not.
void expect_same(std::string_view what, const uint256& there, const uint256& given,
                 std::vector<std::string>& out) {
  if (there == given) return;
  out.push_back(fmt::format("{}: {} wei are there, {} are given", what, to_decimal(there),
                            to_decimal(given)));
}

/// Where nobody is eligible for RPL, the remainders of the shares go nowhere, and up to ruleset 10
/// the oracle DAO's part is taken off the protocol DAO's once more.
void check_rpl(const NetworkSnapshot& snapshot, const Ruleset& ruleset, const RewardsTotals& totals,
               std::vector<std::string>& out) {
  const RplInputs& rpl = snapshot.rpl;
  const uint256 given = totals.protocol_dao_rpl + totals.collateral_rpl + totals.oracle_dao_rpl;
  if (totals.node_weight > 0) return expect_same("RPL", rpl.pending_rewards, given, out);
  const uint256 there = rpl.pending_rewards * rpl.node_share / one_eth +
                        rpl.pending_rewards * rpl.protocol_dao_share / one_eth;
  const uint256 oracle_dao = ruleset.megapools ? totals.oracle_dao_rpl : uint256(0);
  expect_same("RPL with nobody eligible", there + oracle_dao, given, out);
}

/// Without any score the voters' ETH from megapools stays where it is, and so does what rounding
/// leaves of the voters' share.
void check_eth(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
               const IntervalResult& result, std::vector<std::string>& out) {
  const RewardsTotals& totals = result.totals;
  if (!result.pool_distributed)
    return expect_same("ETH without a pool", 0,
                       totals.node_operator_eth + totals.pool_staker_eth + totals.voter_share_eth +
                           totals.pdao_share_eth,
                       out);
  if (result.scores.total == 0 || result.scores.successes == 0)
    return expect_same("ETH without a score", snapshot.smoothing_pool_balance,
                       totals.node_operator_eth + totals.pool_staker_eth +
                           totals.smoothing_pool_voter_share_eth + totals.pdao_share_eth,
                       out);
  const uint256 pending = ruleset.megapools ? *snapshot.pending_voter_share : uint256(0);
  expect_same("ETH", snapshot.smoothing_pool_balance + pending,
              totals.node_operator_eth + totals.pool_staker_eth + totals.voter_share_eth +
                  totals.pdao_share_eth,
              out);
}

}  // namespace

std::vector<std::string> conservation_breaches(const NetworkSnapshot& snapshot,
                                               const Ruleset& ruleset, const IntervalResult& result,
                                               const RewardsFile& file) {
  std::vector<std::string> out;
  check_rpl(snapshot, ruleset, result.totals, out);
  check_eth(snapshot, ruleset, result, out);
  // The nodes' entries add up to the totals.
  if (auto ok = verify_rewards_file(file); !ok) out.push_back(ok.error().text());
  return out;
}

}  // namespace apsis
