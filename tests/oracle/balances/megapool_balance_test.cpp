// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/megapool_balance.hpp"

#include <doctest/doctest.h>

#include "tests/oracle/balances/small_funds.hpp"

using namespace apsis;
using namespace apsis::test;

namespace {

const uint256 reduced_bond = one_eth * 4u;

Expected<MegapoolBalance> balance_of(const Megapool& megapool, std::uint64_t epoch = 100) {
  return megapool_balance(megapool, epoch, 32, reduced_bond);
}

}  // namespace

TEST_CASE("rETH holders get their capital and their share of borrowed rewards") {
  const Megapool megapool = small_megapool();
  const auto out = balance_of(megapool);
  REQUIRE(out);
  // An eighth is the node's; of the rest 86 %.
  CHECK(out->reth_rewards == milli(1) * 7525 / 10);
  CHECK(out->user_balance() == milli(28'000) + milli(1) * 7525 / 10);
  CHECK(out->staking == milli(29'000));
}

TEST_CASE("losses are the node's until its bond is used up") {
  Megapool megapool = small_megapool();
  megapool.validators[0].beacon->balance_gwei = 28'000'000'000u;
  CHECK(balance_of(megapool)->reth_rewards == 0);
  megapool.validators[0].beacon->balance_gwei = 27'000'000'000u;
  CHECK(balance_of(megapool)->reth_rewards == milli(-1'000));
}

TEST_CASE("before the first distribution all rewards go to the node") {
  Megapool megapool = small_megapool();
  megapool.funds->last_distribution_time = 0;
  megapool.funds->split.reset();
  CHECK(balance_of(megapool)->reth_rewards == 0);
  megapool.funds->last_distribution_time = 1;
  CHECK(balance_of(megapool).error().kind == ErrorKind::invalid);
}

TEST_CASE("a sample that contradicts the split stops the vote") {
  Megapool megapool = small_megapool();
  megapool.funds->split_sample = MegapoolSplitSample{one_eth, uint256(milli(1) * 7525 / 10)};
  CHECK(balance_of(megapool));
  megapool.funds->split_sample->reth_rewards += 1;
  CHECK(balance_of(megapool).error().kind == ErrorKind::mismatch);
}

TEST_CASE("a validator counts by its first flag") {
  Megapool megapool = small_megapool();
  MegapoolValidator& validator = megapool.validators[0];
  const auto reason = [&] {
    return megapool_validator_balance(validator, 100, 32, reduced_bond)->reason;
  };
  CHECK(reason() == MegapoolValidatorCase::staked);
  validator.exiting = true;
  CHECK(reason() == MegapoolValidatorCase::exiting);
  validator.in_prestake = true;
  CHECK(reason() == MegapoolValidatorCase::prestaked);
  validator.in_queue = true;
  CHECK(reason() == MegapoolValidatorCase::left_out);
  validator = MegapoolValidator{};
  CHECK(reason() == MegapoolValidatorCase::no_state);
}

TEST_CASE("a staked validator is its deposit until its activation epoch, and stakes after it") {
  const Megapool megapool = small_megapool();
  CHECK(balance_of(megapool, 9)->beacon_balance == milli(31'000));
  CHECK(balance_of(megapool, 10)->beacon_balance == milli(33'000));
  CHECK(balance_of(megapool, 10)->staking == 0);
  CHECK(balance_of(megapool, 11)->staking == milli(29'000));
}

TEST_CASE("a staked validator that the beacon chain does not know counts nothing") {
  Megapool megapool = small_megapool();
  megapool.validators[0].beacon.reset();
  const auto out = balance_of(megapool);
  REQUIRE(out);
  CHECK(out->beacon_balance == 0);
  CHECK(out->staking == 0);
}

TEST_CASE("an empty exiting validator needs its withdrawal in time") {
  Megapool megapool = small_megapool();
  MegapoolValidator& validator = megapool.validators[0];
  validator.exiting = true;
  validator.beacon->balance_gwei = 0;
  validator.beacon->withdrawable_epoch = 50;
  CHECK(balance_of(megapool).error().kind == ErrorKind::invalid);
  validator.final_withdrawal = FinalWithdrawal{1600 + withdrawal_search_slots, 33'000'000'000u};
  // What was withdrawn is in the contract already: it counts once.
  megapool.funds->pending_rewards = milli(33'000);
  CHECK(balance_of(megapool)->rewards == milli(1'000));
  validator.final_withdrawal->slot += 1;
  CHECK(balance_of(megapool).error().kind == ErrorKind::invalid);
  validator.final_withdrawal->slot = 1599;
  CHECK(balance_of(megapool).error().kind == ErrorKind::invalid);
  // Nor does it matter how much it was, if nobody has seen it.
  validator.final_withdrawal.reset();
  validator.withdrawal_unseen = true;
  CHECK(balance_of(megapool)->rewards == milli(1'000));
  CHECK(balance_of(megapool)->validators[0].reason == MegapoolValidatorCase::unseen);
  validator.beacon.reset();
  CHECK(balance_of(megapool).error().kind == ErrorKind::invalid);
}
