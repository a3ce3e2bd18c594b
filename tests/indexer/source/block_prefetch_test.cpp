// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/block_prefetch.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>

namespace apsis {
namespace {

using namespace std::chrono_literals;

/// Answers every slot after a while; odd slots are empty.
struct SlowSource {
  std::atomic<int> calls = 0;
  std::atomic<int> under_way = 0;
  std::atomic<int> most_under_way = 0;
  std::atomic<std::uint64_t> highest = 0;
  std::chrono::milliseconds delay = 2ms;
  std::atomic<std::uint64_t> failing = ~std::uint64_t{0};

  BlockPrefetch::Result fetch(Slot slot) {
    ++calls;
    most_under_way = std::max(most_under_way.load(), ++under_way);
    highest = std::max(highest.load(), slot.value);
    std::this_thread::sleep_for(delay);
    --under_way;
    if (slot.value == failing) return fail(ErrorKind::unavailable, "no luck");
    if (slot.value % 2 == 1) return std::nullopt;
    return std::optional(RawBlock{slot, Bytes(10), "deneb"});
  }
  std::vector<BlockPrefetch::Fetch> fetchers(std::size_t count) {
    return std::vector<BlockPrefetch::Fetch>(count, [this](Slot slot) { return fetch(slot); });
  }
};

}  // namespace

TEST_CASE("prefetch: gives every slot in order, several under way, never beyond the horizon") {
  SlowSource source;
  BlockPrefetch prefetch(source.fetchers(4), 16);
  prefetch.set_horizon(Slot(99));
  for (std::uint64_t slot = 0; slot < 100; ++slot) {
    const auto result = prefetch.take(Slot(slot));
    REQUIRE(result.has_value());
    CHECK(result->has_value() == (slot % 2 == 0));
    if (*result) CHECK((*result)->slot == Slot(slot));
    CHECK(source.highest <= slot + 16);
  }
  CHECK(source.calls == 100);
  CHECK(source.most_under_way > 1);
  CHECK(source.highest == 99);
}

TEST_CASE("prefetch: works for jumps forward, jumps back and repeats") {
  SlowSource source;
  BlockPrefetch prefetch(source.fetchers(2), 8);
  prefetch.set_horizon(Slot(1000));
  for (const std::uint64_t slot : {10, 11, 14, 13, 13, 500, 501, 2, 3, 1000, 0}) {
    CAPTURE(slot);
    const auto result = prefetch.take(Slot(slot));
    REQUIRE(result.has_value());
    CHECK(result->has_value() == (slot % 2 == 0));
    if (*result) CHECK((*result)->slot == Slot(slot));
  }
}

TEST_CASE("prefetch: a failed slot is an error once and is fetched anew") {
  SlowSource source;
  source.failing = 6;
  BlockPrefetch prefetch(source.fetchers(3), 8);
  prefetch.set_horizon(Slot(20));
  for (std::uint64_t slot = 0; slot < 6; ++slot) CHECK(prefetch.take(Slot(slot)).has_value());
  CHECK(!prefetch.take(Slot(6)));
  source.failing = ~std::uint64_t{0};
  CHECK(prefetch.take(Slot(6)).has_value());
  CHECK(prefetch.take(Slot(7)).has_value());
}

TEST_CASE("prefetch: waiting bytes are bounded") {
  std::atomic<int> calls = 0;
  BlockPrefetch prefetch({[&](Slot slot) -> BlockPrefetch::Result {
                           ++calls;
                           return std::optional(RawBlock{slot, Bytes(prefetch_bytes / 2), ""});
                         }},
                         1000);
  prefetch.set_horizon(Slot(100));
  CHECK(prefetch.take(Slot(0)).has_value());
  std::this_thread::sleep_for(300ms);
  CHECK(calls <= 4);
  for (std::uint64_t slot = 1; slot < 6; ++slot) CHECK(prefetch.take(Slot(slot)).has_value());
}

}  // namespace apsis
