// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/network_balances.hpp"

#include <doctest/doctest.h>

#include "tests/oracle/balances/small_funds.hpp"

using namespace apsis;
using namespace apsis::test;

TEST_CASE("the total is the sum of its terms") {
  const NetworkSnapshot snapshot = small_network();
  const auto out = compute_balances(snapshot, milli(300));
  REQUIRE(out);
  const BalanceTerms& terms = out->balances.terms;
  CHECK(terms.minipools == milli(24'645));
  CHECK(terms.megapools == milli(28'000) + milli(1) * 7525 / 10);
  // 8 ETH: a quarter is the node's, and 14 % of the rest.
  CHECK(terms.distributors == milli(5'160));
  CHECK(terms.node_credit == milli(500));
  CHECK(terms.total() ==
        milli(-2'000 - 500 + 24'645 + 28'000 + 5'160 + 300 + 1'000) + milli(1) * 7525 / 10);
  CHECK(out->submission.total_eth == terms.total());
  CHECK(out->submission.staking_eth == milli(24'645 + 29'000));
  CHECK(out->submission.slot_timestamp == 1000 + 12 * 3200);
  CHECK(out->submission.block == 77);
  CHECK(check_submission(out->submission));
}

TEST_CASE("a distributor counts nothing for a node without minipools that stake") {
  NetworkSnapshot snapshot = small_network();
  snapshot.nodes[0].minipools[0].funds->finalised = true;
  CHECK(network_balances(snapshot, 0)->terms.distributors == 0);
}

TEST_CASE("a megapool without validators is not visited") {
  NetworkSnapshot snapshot = small_network();
  snapshot.nodes[0].megapool->has_details = false;
  CHECK(network_balances(snapshot, 0)->terms.megapools == 0);
}

TEST_CASE("staking ETH is never more than the total") {
  NetworkSnapshot snapshot = small_network();
  snapshot.funds->deposit_pool_user_balance = milli(-40'000);
  const auto out = compute_balances(snapshot, 0);
  REQUIRE(out);
  CHECK(out->submission.staking_eth == out->submission.total_eth);
}

TEST_CASE("what no contract takes is not sent") {
  BalancesSubmission submission{1, 2, int256(one_eth), 0, one_eth};
  CHECK(check_submission(submission));
  CHECK(submitted_rate(submission) == one_eth);
  submission.staking_eth = -1;
  CHECK_FALSE(check_submission(submission));
  submission.staking_eth = 0;
  submission.total_eth = 0;
  CHECK_FALSE(check_submission(submission));
  submission.total_eth = 5;
  submission.reth_supply = 0;
  CHECK_FALSE(check_submission(submission));
  CHECK(submitted_rate(submission) == one_eth);
}

TEST_CASE("a snapshot without funds has no balances") {
  NetworkSnapshot snapshot = small_network();
  snapshot.funds.reset();
  CHECK(network_balances(snapshot, 0).error().kind == ErrorKind::usage);
}
