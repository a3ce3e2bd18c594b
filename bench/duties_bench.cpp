// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "bench/benches.hpp"
#include "bench/noise.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/duty_pass.hpp"

namespace apsis {
namespace {

constexpr int runs = 3;
constexpr std::uint64_t eth = preset::effective_balance_increment_gwei;

/// Columns of a registry in which a few balances are nearly empty and a few were inactive.
struct MadeDuties {
  std::vector<std::uint64_t> effective, scores, balances;
  std::vector<std::uint8_t> flags;
};

MadeDuties make_duties(const BenchSize& size) {
  Noise noise(9);
  MadeDuties out;
  for (std::size_t i = 0; i < size.validators; ++i) {
    const bool active = noise.below(size.validators) < size.active;
    const std::uint64_t increments = noise.in_hundred(97) ? 32 : 1 + noise.below(2048);
    const bool poor = noise.below(1000) == 0;
    out.effective.push_back(active ? increments * eth : 0);
    out.balances.push_back(poor ? noise.below(30'000) : out.effective.back());
    out.scores.push_back(noise.below(1000) == 0 ? noise.below(100'000) : 0);
    const unsigned earned = noise.in_hundred(97) ? 7 : static_cast<unsigned>(noise.below(8));
    out.flags.push_back(active ? static_cast<std::uint8_t>(earned | DutyBooking::active_bit |
                                                           DutyBooking::eligible_bit)
                               : std::uint8_t{0});
  }
  return out;
}

bool same(const DutyBooks& a, const DutyBooks& b) {
  return a.inactivity_gwei == b.inactivity_gwei &&
         std::equal(a.saturations.begin(), a.saturations.end(), b.saturations.begin(),
                    b.saturations.end(), [](const Saturation& x, const Saturation& y) {
                      return x.validator == y.validator && x.component == y.component &&
                             x.not_taken_gwei == y.not_taken_gwei;
                    });
}

}  // namespace

Expected<void> bench_duties(const BenchSize& size, BenchReport& report) {
  const MadeDuties made = make_duties(size);
  for (const bool leak : {false, true}) {
    const DutyRates rates{.base_reward_per_increment_gwei = 357,
                          .active_increments = 34'000'000,
                          .flag_increments = {33'800'000, 33'700'000, 33'000'000},
                          .inactivity_denominator = std::uint64_t{4} << 24,
                          .leak = leak};
    std::vector<std::uint64_t> fast;
    std::vector<std::uint64_t> plain;
    DutyBooks fast_books;
    DutyBooks plain_books;
    const double fast_ms = best_ms(runs, [&] {
      fast = made.balances;
      fast_books =
          book_duties(rates, duty_amounts(rates), {made.effective, made.flags, made.scores, fast});
    });
    const double plain_ms = best_ms(runs, [&] {
      plain = made.balances;
      plain_books = book_duties_plain(rates, {made.effective, made.flags, made.scores, plain});
    });
    report.twin(leak ? "duties of an epoch, in a leak" : "duties of an epoch", fast_ms, plain_ms,
                fast == plain && same(fast_books, plain_books));
  }
  return {};
}

}  // namespace apsis
