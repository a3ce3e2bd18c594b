// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "core/ether.hpp"
#include "oracle/price/l2_messenger.hpp"
#include "oracle/price/l2_turn.hpp"
#include "oracle/price/rpl_twap.hpp"

using namespace apsis;

TEST_CASE("the average tick is rounded down, below 0 too") {
  CHECK(average_tick(0, 43'200 * 7 + 43'199).value() == 7);
  CHECK(average_tick(0, -1).value() == -1);
  CHECK(average_tick(43'200, 0).value() == -1);
  CHECK(average_tick(100, 100).value() == 0);
}

TEST_CASE("ticks that no pool can have are refused") {
  CHECK_FALSE(average_tick(0, 43'200LL * 887'273));
  CHECK_FALSE(average_tick(std::int64_t{1} << 55, 0));
  CHECK_FALSE(average_tick(0, -(std::int64_t{1} << 55) - 1));
}

TEST_CASE("the price falls from one ETH as the tick grows") {
  CHECK(price_of_tick(0) == one_eth);
  CHECK(price_of_tick(1) == uint256("999900009999000099"));
  CHECK(price_of_tick(-5) == one_eth);
  CHECK(price_of_tick(414'486) == 1);
  CHECK(price_of_tick(414'487) == 0);
  for (std::int32_t tick = 40'000; tick < 40'010; ++tick)
    CHECK(price_of_tick(tick + 1) < price_of_tick(tick));
}

TEST_CASE("a price that is none is not voted for") {
  CHECK(check_price_tick(46'000));
  CHECK_FALSE(check_price_tick(-1));
  CHECK_FALSE(check_price_tick(414'487));
}

TEST_CASE("each member has one turn in a round") {
  for (const std::uint64_t members : {2u, 5u, 11u}) {
    std::vector<std::uint64_t> seen;
    const std::uint64_t round = blocks_per_turn * members * 1'000;
    for (std::uint64_t turn = 0; turn < members; ++turn) {
      const std::uint64_t first = member_of_turn(round + turn * blocks_per_turn, members);
      CHECK(first == member_of_turn(round + turn * blocks_per_turn + 74, members));
      seen.push_back(first);
    }
    std::ranges::sort(seen);
    for (std::uint64_t i = 0; i < members; ++i) CHECK(seen[i] == i);
  }
  CHECK(member_of_turn(123'456, 1) == 0);
  CHECK(member_of_turn(123'456, 0) == 0);
}

TEST_CASE("a message to another chain costs what its messenger asks") {
  const uint256 fee = 30'000'000'000u;
  CHECK(l2_message_value(L2MessengerKind::plain, fee, 5) == 0);
  CHECK(l2_message_value(L2MessengerKind::scroll, fee, 5) == 5);
  CHECK(arbitrum_submission_cost(fee) == fee * 6'464u);
  CHECK(l2_message_value(L2MessengerKind::arbitrum, fee, 5) ==
        fee * 6'464u + uint256(4'000'000'000'000u));
  // 17 * 30 gwei / 800 is 0.6375 gwei; less than half a gwei counts as half.
  CHECK(l2_message_value(L2MessengerKind::zksync, fee, 5) == uint256(637'500'000u) * 750'000u);
  CHECK(l2_message_value(L2MessengerKind::zksync, 1, 5) == uint256(500'000'000u) * 750'000u);
  CHECK(mainnet_l2_messengers().size() == 7);
}
