// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/vote_score.hpp"

#include <doctest/doctest.h>

#include "oracle/interval/wei_math.hpp"

using apsis::one_eth;
using apsis::uint256;

TEST_CASE("a vote of an 8-ETH minipool at 5 % scores fee plus bond share") {
  // (1 - 0.05) * 8 / 32 + 0.05
  CHECK(apsis::minipool_vote_score({one_eth * 8, one_eth / 20}) == one_eth * 2875 / 10000);
}

TEST_CASE("small bonds get 10 % to 14 % by RPL, and never less than their fee") {
  const apsis::BondAndFee terms{one_eth * 8, one_eth / 20};
  CHECK(apsis::boosted_fee(terms, 0) == one_eth / 10);
  CHECK(apsis::boosted_fee(terms, one_eth * 5) == one_eth * 12 / 100);
  CHECK(apsis::boosted_fee(terms, one_eth * 10) == one_eth * 14 / 100);
  CHECK(apsis::boosted_fee(terms, one_eth * 90) == one_eth * 14 / 100);
  CHECK(apsis::boosted_fee({one_eth * 8, one_eth / 5}, 0) == one_eth / 5);
  CHECK(apsis::boosted_fee({one_eth * 16, one_eth / 20}, one_eth * 10) == one_eth / 20);
}

TEST_CASE("bond and fee before a reduction are the previous ones") {
  apsis::Minipool minipool;
  minipool.bond = one_eth * 8;
  minipool.node_fee = one_eth / 7;
  CHECK(apsis::bond_and_fee_at(minipool, 5).bond == one_eth * 8);
  minipool.reduction = apsis::BondReduction{100, one_eth * 16, one_eth / 5};
  CHECK(apsis::bond_and_fee_at(minipool, 99).bond == one_eth * 16);
  CHECK(apsis::bond_and_fee_at(minipool, 99).fee == one_eth / 5);
  CHECK(apsis::bond_and_fee_at(minipool, 100).bond == one_eth * 8);
  minipool.reduction->previous_fee = 0;
  CHECK(apsis::bond_and_fee_at(minipool, 99).fee == one_eth / 7);
}

TEST_CASE("a megapool's vote is split by shares over its mean bond") {
  apsis::Megapool megapool;
  megapool.node_bond = one_eth * 16;
  megapool.active_validators = 2;
  const apsis::MegapoolShares shares{one_eth / 20, one_eth * 9 / 100, one_eth / 100};
  const apsis::MegapoolVoteScore score = apsis::megapool_vote_score(megapool, shares);
  CHECK(score.node == apsis::int256(one_eth * 2875 / 10000));
  CHECK(score.voter == apsis::int256(one_eth * 675 / 10000));
  CHECK(score.protocol_dao == apsis::int256(one_eth * 75 / 10000));
  megapool.active_validators = 0;
  CHECK(apsis::megapool_vote_score(megapool, shares).node == apsis::int256(one_eth / 20));
  megapool.active_validators = 2;
  megapool.has_details = false;
  CHECK(apsis::megapool_vote_score(megapool, shares).node == apsis::int256(one_eth / 20));
}

TEST_CASE("a bond larger than the validator makes the voters' score negative") {
  apsis::Megapool megapool;
  megapool.node_bond = one_eth * 64;
  megapool.active_validators = 1;
  const apsis::MegapoolShares shares{0, one_eth / 10, 0};
  CHECK(apsis::megapool_vote_score(megapool, shares).voter == -apsis::int256(one_eth / 10));
}
