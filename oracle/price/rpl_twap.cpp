// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/price/rpl_twap.hpp"

#include "core/ether.hpp"

namespace apsis {

namespace {

using BigInteger = boost::multiprecision::cpp_int;

/// Uniswap's own limit of ticks.
constexpr std::int32_t max_tick = 887'272;
/// From here on 1.0001^tick is 10^18 and more, and the price rounds down to 0.
constexpr std::int32_t first_worthless_tick = 414'487;

}  // namespace

Expected<std::int32_t> average_tick(std::int64_t cumulative_then, std::int64_t cumulative_now) {
  // The pool's accumulators are int56 and wrap; a difference of two fits 64 bits.
  constexpr std::int64_t accumulator_limit = std::int64_t{1} << 55;
  if (cumulative_then < -accumulator_limit || cumulative_then >= accumulator_limit ||
      cumulative_now < -accumulator_limit || cumulative_now >= accumulator_limit)
    return fail(ErrorKind::decode, "tick accumulator does not fit 56 bits", "observe");
  const std::int64_t change = cumulative_now - cumulative_then;
  constexpr std::int64_t seconds = twap_seconds;
  std::int64_t tick = change / seconds;
  if (change % seconds < 0) --tick;
  if (tick < -max_tick || tick > max_tick)
    return fail(ErrorKind::decode, "average tick " + std::to_string(tick) + " lies beyond any",
                "observe", "check the address of the price pool");
  return static_cast<std::int32_t>(tick);
}

uint256 price_of_tick(std::int32_t tick) {
  if (tick < 0) return one_eth;
  if (tick >= first_worthless_tick) return 0;
  const auto power = static_cast<unsigned>(tick);
  const BigInteger one(one_eth);
  // 1.0001 = 10001 / 10^4; a power of ten is a power of five and a shift.
  const BigInteger grown = pow(BigInteger(10'001), power) * one;
  const BigInteger ratio = (grown >> (4 * power)) / pow(BigInteger(625), power);
  return uint256(BigInteger(one * one / ratio));
}

Expected<void> check_price_tick(std::int32_t tick) {
  const std::string place = "tick " + std::to_string(tick);
  if (tick < 0)
    return fail(ErrorKind::invalid, "one RPL would cost more than one ETH", place,
                "do not vote: check the price pool");
  if (tick >= first_worthless_tick)
    return fail(ErrorKind::invalid, "RPL would be worth nothing", place,
                "do not vote: check the price pool");
  return {};
}

}  // namespace apsis
