// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/fork_samples.hpp"

#include <array>
#include <memory>

namespace apsis {
namespace {

/// Something in the lists that are empty at the start, so that damage finds it.
void fill_lists(SszBuilder& state) {
  for (const char* name : {"eth1_data_votes", "historical_roots"}) state[name].add();
}

}  // namespace

ForkSample::ForkSample(Fork fork)
    : chain(fork),
      state(chain.state(fill_lists)),
      run(start_replay<MinimalPreset>(chain.config(), chain.all_types(), fork, state)) {}

const ForkSample& fork_sample(Fork fork) {
  static std::array<std::unique_ptr<ForkSample>, fork_count> samples;
  auto& sample = samples[static_cast<std::size_t>(fork)];
  if (!sample) sample = std::make_unique<ForkSample>(fork);
  return *sample;
}

Fork fork_of_input(ByteSpan input) {
  return static_cast<Fork>(input[0] % fork_count);
}

}  // namespace apsis
