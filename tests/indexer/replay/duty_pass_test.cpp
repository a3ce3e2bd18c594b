// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/duty_pass.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace apsis;

namespace {

constexpr std::uint64_t eth = preset::effective_balance_increment_gwei;

struct Columns {
  std::vector<std::uint64_t> effective, scores, balances;
  std::vector<std::uint8_t> flags;
};

/// Validators of all sorts: odd effective balances, empty purses, scores, not taking part.
Columns make_columns(std::mt19937_64& random, std::size_t count) {
  Columns out;
  for (std::size_t i = 0; i < count; ++i) {
    out.effective.push_back(random() % 4 == 0 ? random() % (2048 * eth) : random() % 2049 * eth);
    out.balances.push_back(random() % 3 == 0 ? random() % 100'000 : out.effective.back());
    out.scores.push_back(random() % 2 == 0 ? 0 : random() % 1'000'000);
    out.flags.push_back(static_cast<std::uint8_t>(
        random() % 8 | (random() % 5 != 0 ? DutyBooking::eligible_bit : 0u)));
  }
  return out;
}

}  // namespace

TEST_CASE("duties booked by tables are those of the formulas, for validators of all sorts") {
  std::mt19937_64 random(12);
  for (int round = 0; round < 8; ++round) {
    const DutyRates rates{.base_reward_per_increment_gwei = 1 + random() % 2'000'000,
                          .active_increments = 1 + random() % 1000,
                          .flag_increments = {random() % 1000, random() % 1000, random() % 1000},
                          .inactivity_denominator = std::uint64_t{4} << 24,
                          .leak = round % 2 == 1};
    const Columns made = make_columns(random, 500);
    std::vector<std::uint64_t> fast = made.balances;
    std::vector<std::uint64_t> plain = made.balances;
    DutyBooking booking;
    booking.amounts = duty_amounts(rates);
    const DutyBooks a =
        book_duties(rates, booking.amounts, {made.effective, made.flags, made.scores, fast});
    const DutyBooks b = book_duties_plain(rates, {made.effective, made.flags, made.scores, plain});
    CHECK(fast == plain);
    CHECK(a.inactivity_gwei == b.inactivity_gwei);
    REQUIRE(a.saturations.size() == b.saturations.size());
    // What the booking tells afterwards explains every change of a balance.
    booking.effective_balance_gwei = made.effective;
    booking.flags = made.flags;
    booking.inactivity_gwei = a.inactivity_gwei;
    std::vector<std::int64_t> change(made.flags.size());
    for (std::size_t i = 0; i < change.size(); ++i) {
      change[i] = booking.flag_gwei(i, 0) + booking.flag_gwei(i, 1) + booking.flag_gwei(i, 2) +
                  booking.inactivity_of(i);
    }
    for (const Saturation& of : a.saturations) {
      change[of.validator] += static_cast<std::int64_t>(of.not_taken_gwei);
    }
    for (std::size_t i = 0; i < change.size(); ++i) {
      CHECK(change[i] == static_cast<std::int64_t>(fast[i] - made.balances[i]));
    }
  }
}

TEST_CASE("votes by place become votes by validator, with slot, committee and position") {
  EpochVotes votes;
  votes.epoch = 3;
  votes.slots_per_epoch = 2;
  votes.committees_per_slot = 2;
  votes.members = {5, 0, 3, 1, 4};  // committees of 1, 1, 1 and 2
  votes.inclusion_delays = {1, 2, 4, 8, 16};
  votes.votes = {1, 2, 3, 0, 1};
  votes.other_head = {0, 0, 0, 1, 0};
  CHECK(votes.other_head_number(Bytes32{7}) == 1);
  CHECK(votes.other_head_number(Bytes32{8}) == 2);
  const VoteColumns columns = votes.by_validator(7);
  CHECK(columns.duty_slot ==
        std::vector<std::uint64_t>{6, 7, VoteColumns::none, 7, 7, 6, VoteColumns::none});
  CHECK(columns.committee_index == std::vector<std::uint16_t>{1, 1, 0, 0, 1, 0, 0});
  CHECK(columns.committee_position == std::vector<std::uint16_t>{0, 0, 0, 0, 1, 0, 0});
  CHECK(columns.inclusion_delays == std::vector<std::uint64_t>{2, 8, 0, 4, 16, 1, 0});
  CHECK(columns.votes == std::vector<std::uint8_t>{2, 0, 0, 3, 1, 1, 0});
  CHECK(columns.other_head == std::vector<std::uint16_t>{0, 1, 0, 0, 0, 0, 0});
  CHECK(columns.other_heads.size() == 2);
}
