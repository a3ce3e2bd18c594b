// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/committee_slot.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <random>
#include <vector>

#include "indexer/replay/shuffle.hpp"

using namespace apsis;

TEST_CASE("one validator's slot is that of the shuffle of all") {
  std::mt19937_64 random(11);
  for (const char* preset : {"mainnet", "minimal", "gnosis"}) {
    const CommitteeRules rules = *committee_rules(preset);
    for (const std::uint64_t active : {1ull, 7ull, 33ull, 500ull, 9001ull}) {
      Bytes32 seed;
      for (auto& byte : seed) byte = static_cast<std::uint8_t>(random());
      std::vector<std::uint32_t> shuffled(active);
      std::iota(shuffled.begin(), shuffled.end(), 0u);
      shuffle_list(shuffled, seed, rules.shuffle_rounds);
      const std::uint64_t per_slot =
          std::clamp<std::uint64_t>(active / rules.slots_per_epoch / rules.target_committee_size, 1,
                                    rules.max_committees_per_slot);
      const std::uint64_t committees = per_slot * rules.slots_per_epoch;
      std::uint64_t told = 0;
      for (std::uint64_t committee = 0; committee < committees; ++committee)
        for (std::uint64_t i = active * committee / committees;
             i < active * (committee + 1) / committees; ++i) {
          REQUIRE(committee_slot(shuffled[i], active, seed, rules) == committee / per_slot);
          ++told;
        }
      CHECK(told == active);
    }
  }
}

TEST_CASE("a preset whose committees are not known is refused") {
  const auto rules = committee_rules("other");
  REQUIRE(!rules.has_value());
  CHECK(rules.error().kind == ErrorKind::usage);
}
