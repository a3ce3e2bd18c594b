// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "indexer/replay/phase0_votes.hpp"
#include "indexer/replay/upgrade.hpp"
#include "tests/indexer/replay/sample_chain.hpp"

namespace apsis {
namespace {

/// A chain that goes from phase0 to Altair at epoch 1.
ChainConfig early_altair(const SampleChain& chain) {
  ChainConfig config = chain.config();
  config.forks[0].version = {0, 0, 0, 1};
  config.forks[1] = {{1, 0, 0, 1}, 1};
  return config;
}

/// A vote of the previous epoch in the list of the state, by `bits` voters.
void add_vote(SszBuilder& state, std::uint64_t slot, std::uint64_t index, const Bytes& bits,
              std::uint64_t delay) {
  SszBuilder& vote = state["previous_epoch_attestations"].add();
  vote["aggregation_bits"].set(bits);
  vote["data"]["slot"].set(slot);
  vote["data"]["index"].set(index);
  vote["inclusion_delay"].set(delay);
}

}  // namespace

TEST_CASE("phase0: a state at Altair's first slot is upgraded at once, an earlier one is not") {
  const SampleChain chain(Fork::phase0);
  const ChainConfig config = early_altair(chain);
  for (const std::uint64_t slot : {7, 8, 9}) {
    const Bytes state = chain.state([&](SszBuilder& s) { s["slot"].set(slot); });
    const auto run = start_replay<MinimalPreset>(config, chain.all_types(), Fork::phase0, state);
    // The sample's keys are no points, so nobody can sit in the committee; that it is tried says
    // that the state was upgraded.
    CHECK(run.has_value() == (slot != 8));
    if (run) CHECK(run->state.fork == Fork::phase0);
  }
}

TEST_CASE("phase0: the fork of a state is told by its own version at Altair's first slot") {
  const SampleChain chain(Fork::phase0);
  const ChainConfig config = early_altair(chain);
  const auto version = [&](std::uint8_t first) {
    return chain.state([&](SszBuilder& s) {
      s["fork"]["current_version"].set(Bytes{first, 0, 0, 1});
    });
  };
  CHECK(config.fork_of_state(version(0), 1) == Fork::phase0);
  CHECK(config.fork_of_state(version(1), 1) == Fork::altair);
  CHECK(config.fork_of_state(version(9), 0) == Fork::phase0);
  CHECK(config.fork_of_state(Bytes(20), 1) == Fork::altair);
}

TEST_CASE("phase0: blocks and empty epochs, justified by nobody, cost everybody") {
  const SampleChain chain(Fork::phase0);
  auto run = chain.start();
  REQUIRE(run.has_value());
  for (const std::uint64_t slot : {1, 2, 9}) {
    const auto ok = chain.apply(*run, chain.block(*run, slot));
    CHECK_MESSAGE(ok.has_value(), (ok ? "" : ok.error().text()));
  }
  REQUIRE(process_slots(*run, 24).has_value());
  for (const std::uint64_t balance : run->state.balances.values()) {
    CHECK(balance < preset::min_activation_balance_gwei);
  }
  CHECK(run->state.current_justified_checkpoint.epoch == 0);
}

TEST_CASE("phase0: pending attestations that no chain can have are refused, not read") {
  const SampleChain chain(Fork::phase0);
  const struct {
    std::uint64_t slot, index;
    Bytes bits;
    std::uint64_t delay;
    bool good;
  } votes[] = {{8, 0, {0x1f}, 1, true},
               {8, 0, {0x1f}, 0, false},
               {8, 9, {0x1f}, 1, false},
               {8, 0, {0xff, 1}, 1, false},
               {99, 0, {0x1f}, 1, false}};
  for (const auto& vote : votes) {
    auto run = chain.start([&](SszBuilder& state) {
      state["slot"].set(std::uint64_t{17});
      add_vote(state, vote.slot, vote.index, vote.bits, vote.delay);
    });
    REQUIRE(run.has_value());
    const auto counted = count_phase0_votes(*run, run->state.previous_epoch_attestations, 1);
    CHECK(counted.has_value() == vote.good);
    if (!counted) CHECK(counted.error().kind == ErrorKind::invalid);
    CHECK(process_slots(*run, 24).has_value() == vote.good);
  }
}

}  // namespace apsis
