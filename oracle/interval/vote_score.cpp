// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/vote_score.hpp"

#include <algorithm>

#include "oracle/interval/wei_math.hpp"

namespace apsis {

namespace {

const uint256 base_commission = one_eth / 10u;
const uint256 most_boost = one_eth * 4u / 100u;
const uint256 percent_of_most_boost = one_eth * 10u;

/// share * (32 ETH - bond) / 32 ETH, rounded down.
int256 borrowed_part(const uint256& share, const uint256& bond) {
  return floor_div(int256(validator_eth * share) - int256(share * bond), int256(validator_eth));
}

}  // namespace

const uint256 full_bond = one_eth * 16u;

BondAndFee bond_and_fee_at(const Minipool& minipool, std::uint64_t time) {
  const auto& reduction = minipool.reduction;
  if (!reduction || time >= reduction->time) return {minipool.bond, minipool.node_fee};
  const uint256& fee = reduction->previous_fee == 0 ? minipool.node_fee : reduction->previous_fee;
  return {reduction->previous_bond, fee};
}

uint256 boosted_fee(const BondAndFee& terms, const uint256& rpl_percent) {
  if (terms.bond >= full_bond) return terms.fee;
  const uint256 counted = std::min(rpl_percent, percent_of_most_boost);
  return std::max<uint256>(terms.fee,
                           counted * most_boost / percent_of_most_boost + base_commission);
}

uint256 minipool_vote_score(const BondAndFee& terms) {
  return (one_eth - terms.fee) * terms.bond / validator_eth + terms.fee;
}

MegapoolVoteScore megapool_vote_score(const Megapool& megapool, const MegapoolShares& shares) {
  const bool has_bond = megapool.has_details && megapool.active_validators > 0;
  const uint256 bond =
      has_bond ? uint256(megapool.node_bond / megapool.active_validators) : uint256(0);
  const int256 node =
      int256(one_eth * bond) + int256(validator_eth * shares.node) - int256(shares.node * bond);
  return {floor_div(node, int256(validator_eth)), borrowed_part(shares.voter, bond),
          borrowed_part(shares.protocol_dao, bond)};
}

}  // namespace apsis
