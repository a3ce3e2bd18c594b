// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/watch/vote_difference.hpp"

#include <doctest/doctest.h>

#include "core/hex.hpp"
#include "oracle/price/rpl_twap.hpp"
#include "tests/oracle/balances/small_funds.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using namespace apsis::test;

namespace {

/// small_network with three minipools of different fees, each with an address.
NetworkSnapshot network() {
  NetworkSnapshot out = small_network();
  out.funds->max_rate_change = one_eth * 9u;
  // No more stakes than there is, also where something is left out.
  out.funds->deposit_pool_user_balance = milli(50'000);
  Node& node = out.nodes[0];
  node.address[0] = 0x0e;
  node.megapool->address[0] = 0x3e;
  for (std::uint8_t i = 1; i < 3; ++i) node.minipools.push_back(small_minipool());
  for (std::uint8_t i = 0; i < 3; ++i) {
    node.minipools[i].address[0] = static_cast<std::uint8_t>(0xa0 + i);
    node.minipools[i].node_fee = one_eth * (10u + i) / 100u;
    node.minipools[i].beacon->balance_gwei = 33'000'000'000u + 1'000u * i;
  }
  return out;
}

/// How ours is explained to a member that saw `change` in its snapshot.
template <class Change>
std::vector<DifferenceReason> reasons_for(Change&& change) {
  const NetworkSnapshot ours = network();
  NetworkSnapshot theirs = ours;
  change(theirs);
  const auto own = compute_balances(ours, milli(300));
  const auto other = compute_balances(theirs, milli(300));
  REQUIRE(own);
  REQUIRE(other);
  return explain_balances_difference(*own, other->submission);
}

bool has(const std::vector<DifferenceReason>& reasons, const std::string& term,
         const std::string& subject, const std::string& change) {
  for (const DifferenceReason& reason : reasons)
    if (reason.term == term && reason.subject.starts_with(subject) && reason.change == change)
      return true;
  return false;
}

}  // namespace

TEST_CASE("equal votes need no reason") {
  CHECK(reasons_for([](NetworkSnapshot&) {}).empty());
}

TEST_CASE("a validator's wrong balance is found with its minipool, up and down") {
  for (const std::int64_t gwei : {1, 12'345, -1, -77'000, -900'000'000}) {
    CAPTURE(gwei);
    const auto reasons = reasons_for([&](NetworkSnapshot& theirs) {
      *theirs.nodes[0].minipools[1].beacon->balance_gwei += static_cast<std::uint64_t>(gwei);
    });
    const std::string wei = (gwei > 0 ? "+" : "") + std::to_string(gwei) + "000000000";
    CHECK(has(reasons, "minipools", "0xa1", wei));
    CHECK(reasons.size() <= max_difference_reasons);
  }
}

TEST_CASE("a slashed balance below the users' capital is found") {
  const auto reasons = reasons_for([](NetworkSnapshot& theirs) {
    theirs.nodes[0].minipools[2].beacon->balance_gwei = 20'000'000'000u;
  });
  CHECK(has(reasons, "minipools", "0xa2", "-13000002000000000000"));
}

TEST_CASE("a megapool validator's wrong balance is found with its megapool") {
  for (const std::int64_t gwei : {5'000, -1'500'000'000}) {
    const auto reasons = reasons_for([&](NetworkSnapshot& theirs) {
      *theirs.nodes[0].megapool->validators[0].beacon->balance_gwei +=
          static_cast<std::uint64_t>(gwei);
    });
    CHECK(has(reasons, "megapools", "0x3e",
              (gwei > 0 ? "+" : "") + std::to_string(gwei) + "000000000"));
  }
  // More than the bond is lost.
  const auto lost = reasons_for([](NetworkSnapshot& theirs) {
    theirs.nodes[0].megapool->validators[0].beacon->balance_gwei = 20'000'000'000u;
  });
  CHECK(has(lost, "megapools", "0x3e", "-13000000000000000000"));
}

TEST_CASE("a term that is left out is found, and one that is counted twice") {
  CHECK(has(reasons_for([](NetworkSnapshot& theirs) { theirs.funds->reth_contract_balance = 0; }),
            "reth_contract", "", "-1000000000000000000"));
  CHECK(has(reasons_for([](NetworkSnapshot& theirs) { theirs.nodes[0].funds->deposit_credit = 0; }),
            "node_credit", "", "+500000000000000000"));
  CHECK(has(
      reasons_for([](NetworkSnapshot& theirs) { theirs.nodes[0].funds->distributor_balance = 0; }),
      "distributors", "0x0e", "-5340000000000000000"));
  const NetworkSnapshot snapshot = network();
  const auto own = compute_balances(snapshot, milli(300));
  BalancesSubmission twice = own->submission;
  twice.total_eth += milli(300);
  CHECK(has(explain_balances_difference(*own, twice), "smoothing_pool", "", "+300000000000000000"));
}

TEST_CASE("a minipool that is left out is found") {
  const auto reasons = reasons_for([](NetworkSnapshot& theirs) {
    theirs.nodes[0].minipools[2].funds->vacant = true;
    theirs.nodes[0].funds->distributor_balance = one_eth * 8u;
  });
  bool found = false;
  for (const DifferenceReason& reason : reasons)
    found = found || (reason.subject.starts_with("0xa2") && reason.text == "they leave it out");
  CHECK(found);
}

TEST_CASE("another supply and another slot are told as such") {
  CHECK(has(reasons_for([](NetworkSnapshot& theirs) { theirs.funds->reth_supply += 5; }),
            "reth_supply", "", "+5"));
  CHECK(has(reasons_for([](NetworkSnapshot& theirs) { theirs.clock.genesis_time -= 12; }),
            "slotTimestamp", "", "-12"));
}

TEST_CASE("a rate that was not limited is told as such") {
  NetworkSnapshot snapshot = network();
  snapshot.funds->max_rate_change = milli_eth;
  const auto own = compute_balances(snapshot, milli(300));
  REQUIRE(own);
  REQUIRE(own->rate.clamped());
  BalancesSubmission theirs = own->submission;
  theirs.total_eth = own->balances.terms.total();
  CHECK(explain_balances_difference(*own, theirs).front().term == "rate");
}

TEST_CASE("what nothing alone explains is put down to the terms where it must lie") {
  const NetworkSnapshot snapshot = network();
  const auto own = compute_balances(snapshot, milli(300));
  BalancesSubmission theirs = own->submission;
  theirs.total_eth += 7;
  CHECK(contains(explain_balances_difference(*own, theirs).front().term, "distributors"));
  theirs.staking_eth += 7;
  CHECK(explain_balances_difference(*own, theirs).front().term == "minipools");
  theirs.staking_eth += 7;
  CHECK(explain_balances_difference(*own, theirs).front().term == "megapools");
}

TEST_CASE("a price of a tick nearby is told by its tick") {
  const std::int32_t tick = 45'000;
  const PriceVote ours{9, 100, price_of_tick(tick)};
  CHECK(explain_price_difference(tick, ours, ours).empty());
  PriceVote theirs = ours;
  theirs.rpl_price = price_of_tick(tick - 3);
  CHECK(explain_price_difference(tick, ours, theirs).front().change == "-3");
  theirs.rpl_price = ours.rpl_price + 1u;
  theirs.slot_timestamp += 12;
  const auto reasons = explain_price_difference(tick, ours, theirs);
  REQUIRE(reasons.size() == 2);
  CHECK(reasons[0].term == "slotTimestamp");
  CHECK(reasons[1].change == "+1");
}

TEST_CASE("values that differ are listed one by one") {
  const VoteValues ours = {{"merkleRoot", "0x01"}, {"userETH", "10"}, {"nodeRPL", "[1,2]"}};
  const VoteValues theirs = {{"merkleRoot", "0x02"}, {"userETH", "8"}, {"nodeRPL", "[1,2]"}};
  const auto reasons = value_differences(ours, theirs);
  REQUIRE(reasons.size() == 2);
  CHECK(reasons[0].term == "merkleRoot");
  CHECK(reasons[0].change.empty());
  CHECK(reasons[1].change == "-2");
  CHECK(reasons[1].text == "theirs is 8, ours 10");
}
