// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/duty_counter.hpp"

#include <doctest/doctest.h>

#include <random>

#include "oracle/interval/interval_rewards.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;

namespace {

constexpr std::uint64_t slots = 32;

/// Duties of some epochs for some validators, as rows and as single duties.
struct MadeDuties {
  std::uint64_t first_epoch = 0;
  std::vector<std::vector<std::uint8_t>> bytes;
  std::vector<std::vector<LateDuty>> late;

  EpochDuties epoch(std::size_t at) const { return {first_epoch + at, bytes[at], late[at]}; }
};

MadeDuties made_duties(std::mt19937_64& random, std::uint64_t first_epoch, std::size_t epochs,
                       std::size_t validators) {
  MadeDuties out{first_epoch, {}, {}};
  for (std::size_t e = 0; e < epochs; ++e) {
    auto& bytes = out.bytes.emplace_back(validators);
    auto& late = out.late.emplace_back();
    for (std::uint32_t v = 0; v < validators; ++v) {
      bytes[v] = random() % 7 == 0 ? no_duty : static_cast<std::uint8_t>(random() % slots);
      if (bytes[v] == no_duty || random() % 3 != 0) continue;
      late.push_back(
          {v, bytes[v], static_cast<std::uint8_t>(random() % 2 ? 0 : 33 + random() % 32)});
    }
  }
  return out;
}

/// What one duty after the other comes to.
DutyCount plain_count(const DutyWindow& window, const CountingRules& rules, std::uint32_t place,
                      const MadeDuties& duties, std::size_t epochs, std::uint64_t last_slot) {
  DutyCount out;
  for (std::size_t e = 0; e < epochs; ++e) {
    if (duties.bytes[e][place] == no_duty) continue;
    const std::uint64_t slot = (duties.first_epoch + e) * slots + duties.bytes[e][place];
    if (slot < window.first_slot || slot > window.last_slot || slot > last_slot) continue;
    bool voted = true;
    for (const LateDuty& late : duties.late[e])
      if (late.place == place)
        voted = late.first_delay_slots != 0 && !rules.one_epoch_inclusion &&
                slot + late.first_delay_slots <= rules.last_block_slot;
    if (!voted)
      out.missed_slots.push_back(slot);
    else if (++out.successes; slot < window.reduction_slot)
      ++out.successes_before_reduction;
  }
  return out;
}

std::vector<DutyWindow> made_windows(std::mt19937_64& random, std::uint64_t first_epoch,
                                     std::size_t epochs, std::size_t validators) {
  std::vector<DutyWindow> out;
  const auto slot = [&] { return first_epoch * slots + random() % (epochs * slots + 40); };
  for (std::size_t v = 0; v < validators; ++v) {
    DutyWindow window{.validator = v * 3};
    window.first_slot = random() % 3 == 0 ? slot() : first_epoch * slots;
    window.last_slot = random() % 3 == 0 ? slot() : (first_epoch + epochs) * slots - 1;
    if (random() % 3 == 0) window.reduction_slot = slot();
    out.push_back(window);
  }
  return out;
}

void check_counts(const DutyCounter& counter, const CountingRules& rules, const MadeDuties& duties,
                  std::size_t epochs, std::uint64_t last_slot = ~std::uint64_t{0}) {
  for (std::uint32_t v = 0; v < counter.windows().size(); ++v) {
    const DutyCount plain = plain_count(counter.windows()[v], rules, v, duties, epochs, last_slot);
    const DutyCount fast = counter.count(v);
    REQUIRE(fast.successes == plain.successes);
    REQUIRE(fast.successes_before_reduction == plain.successes_before_reduction);
    REQUIRE(fast.missed_slots == plain.missed_slots);
  }
}

}  // namespace

TEST_CASE("counting by epochs gives what counting duty by duty gives") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 60; ++round) {
    const std::uint64_t first_epoch = 5 + random() % 100;
    const std::size_t epochs = 1 + random() % 8;
    const std::size_t validators = random() % 40;
    CountingRules rules{slots, random() % 2 == 0, ~std::uint64_t{0}};
    if (random() % 2 == 0) rules.last_block_slot = (first_epoch + epochs) * slots + 10;
    const MadeDuties duties = made_duties(random, first_epoch, epochs, validators);
    DutyCounter counter(made_windows(random, first_epoch, epochs, validators), rules);
    for (std::size_t e = 0; e < epochs; ++e) {
      // An end within the newest epoch changes nothing of what was counted before.
      DutyCounter cut = counter;
      const std::uint64_t last_slot = (first_epoch + e) * slots + random() % slots;
      REQUIRE(cut.add(duties.epoch(e), last_slot).has_value());
      check_counts(cut, rules, duties, e + 1, last_slot);
      REQUIRE(counter.add(duties.epoch(e)).has_value());
    }
    check_counts(counter, rules, duties, epochs);
    DutyCounter copy(counter.windows(), rules);
    for (std::size_t v = 0; v < validators; ++v) copy.set_count(v, counter.count(v));
    check_counts(copy, rules, duties, epochs);
  }
}

TEST_CASE("a slot is asked for only in epochs that count in part") {
  DutyCounter counter(
      {{.validator = 1, .first_slot = 320, .last_slot = 415},
       {.validator = 2, .first_slot = 325, .last_slot = 370},
       {.validator = 3, .first_slot = 9, .last_slot = 8},
       {.validator = 4, .first_slot = 320, .last_slot = 415, .reduction_slot = 360}},
      {});
  CHECK(counter.slots_needed(9).empty());
  CHECK(counter.slots_needed(10) == std::vector<std::uint32_t>{1});
  CHECK(counter.slots_needed(11) == std::vector<std::uint32_t>{1, 3});
  CHECK(counter.slots_needed(12).empty());
  const std::vector<std::uint8_t> asked = {unasked_slot, 6, unasked_slot, unasked_slot};
  CHECK(counter.add({10, asked, {}}).has_value());
  CHECK(counter.count(0).successes == 1);
  CHECK(counter.count(1).successes == 1);
  const auto refused = counter.add({11, asked, {}});
  REQUIRE(!refused.has_value());
  CHECK(contains(refused.error().text(), "validator 4 in epoch 11"));
}

TEST_CASE("duties that are missing or contradict each other are refused") {
  const std::vector<DutyWindow> windows = {{.validator = 8,
                                            .first_slot = 320,
                                            .last_slot = 383,
                                            .activation_epoch = 11,
                                            .exit_epoch = 12}};
  const auto refusal = [&](std::uint64_t epoch, std::uint8_t slot, std::vector<LateDuty> late) {
    DutyCounter counter(windows, {});
    const std::vector<std::uint8_t> bytes = {slot};
    const auto added = counter.add({epoch, bytes, late});
    return added ? std::string() : added.error().text();
  };
  CHECK(refusal(10, no_duty, {}) == "");
  CHECK(refusal(12, no_duty, {}) == "");
  CHECK(contains(refusal(11, no_duty, {}), "validator 8 in epoch 11 is active, but has no duty"));
  CHECK(refusal(10, 4, {{0, 4, 0}}) == "");
  CHECK(contains(refusal(10, 4, {{0, 5, 0}}), "a late vote of another slot"));
  CHECK(contains(refusal(10, no_duty, {{0, 5, 0}}), "a late vote of another slot"));
}
