// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/minipool_balance.hpp"

#include <doctest/doctest.h>

#include "oracle/balances/minipool_user_share.hpp"
#include "tests/oracle/balances/small_funds.hpp"

using namespace apsis;
using namespace apsis::test;

namespace {

int256 user_balance(const Minipool& minipool, std::uint64_t epoch = 100) {
  const auto out = minipool_balance(minipool, epoch);
  REQUIRE(out);
  return out->user_balance;
}

}  // namespace

TEST_CASE("users get their capital and their part of a minipool's rewards less commission") {
  // Of 1 ETH the node's capital earns a quarter, and commission is 14 % of the rest.
  CHECK(user_balance(small_minipool()) == milli(24'645));
}

TEST_CASE("under 8 ETH everything counts as rewards, from 8 ETH on users come first") {
  const Minipool minipool = small_minipool();
  const uint256 eight = one_eth * 8u;
  CHECK(delegate_user_share(minipool, eight) == eight);
  const uint256 below = eight - 1;
  CHECK(delegate_user_share(minipool, below) < eight * 65u / 100u);
  CHECK(delegate_user_share(minipool, one_eth * 25u) == one_eth * 24u);
  CHECK(delegate_user_share(minipool, 0) == 0);
}

TEST_CASE("a penalty takes its rate of the node's part") {
  Minipool minipool = small_minipool();
  minipool.funds->penalty_rate = one_eth / 10u;
  CHECK(delegate_user_share(minipool, one_eth * 32u) == one_eth * 24u + one_eth * 8u / 10u);
}

TEST_CASE("vacant and dissolved minipools count nothing, early ones their deposit") {
  Minipool vacant = small_minipool();
  vacant.funds->vacant = true;
  CHECK(user_balance(vacant) == 0);
  Minipool minipool = small_minipool();
  minipool.status = MinipoolStatus::dissolved;
  CHECK(user_balance(minipool) == 0);
  minipool.status = MinipoolStatus::prelaunch;
  CHECK(user_balance(minipool) == milli(24'000));
}

TEST_CASE("a minipool starts to earn in the epoch after its activation") {
  const Minipool minipool = small_minipool();
  CHECK(user_balance(minipool, 10) == milli(24'000));
  CHECK(user_balance(minipool, 11) == milli(24'645));
  Minipool unknown = minipool;
  unknown.beacon.reset();
  CHECK(user_balance(unknown) == milli(24'000));
}

TEST_CASE("a minipool stakes until its exit epoch") {
  Minipool minipool = small_minipool();
  minipool.beacon->exit_epoch = 100;
  CHECK(minipool_balance(minipool, 99)->is_staking);
  CHECK_FALSE(minipool_balance(minipool, 100)->is_staking);
}

TEST_CASE(
    "an early small bond gives users everything but refund and bond, even less than nothing") {
  Minipool minipool = small_minipool();
  minipool.funds->delegate_version = 2;
  minipool.funds->refund = one_eth;
  CHECK(user_balance(minipool) == milli(24'000));
  minipool.beacon->balance_gwei = 1'000'000'000u;
  CHECK(user_balance(minipool) == milli(-8'000));
}

TEST_CASE("a full deposit in the refund queue takes 16 ETH off, even of nothing") {
  Minipool minipool = small_minipool();
  minipool.user_deposit = 0;
  minipool.bond = one_eth * 32u;
  minipool.funds->deposit_type = DepositType::full;
  minipool.beacon->balance_gwei = 0;
  CHECK(user_balance(minipool) == milli(-16'000));
}

TEST_CASE("a share that differs from the contract's answer stops the vote") {
  Minipool minipool = small_minipool();
  minipool.funds->user_share = uint256(milli(24'645));
  CHECK(minipool_balance(minipool, 100));
  minipool.funds->user_share = uint256(milli(24'646));
  const auto wrong = minipool_balance(minipool, 100);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::mismatch);
}

TEST_CASE("an unknown delegate's share is the contract's, or there is none") {
  Minipool minipool = small_minipool();
  minipool.funds->delegate_version = 1;
  CHECK(minipool_balance(minipool, 100).error().kind == ErrorKind::invalid);
  minipool.funds->user_share = 7;
  CHECK(user_balance(minipool) == 7);
}
