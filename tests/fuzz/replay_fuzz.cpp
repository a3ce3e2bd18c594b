// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "tests/fuzz/fuzz_driver.hpp"
#include "tests/indexer/replay/sample_chain.hpp"

namespace {

using namespace apsis;

/// Slots of the blocks that are damaged; the second epoch holds the last ones.
constexpr std::uint64_t block_count = 12;
/// Where a run ends: two epoch transitions after the last block.
constexpr std::uint64_t last_slot = 28;
/// Part of a signed block before its message.
constexpr std::size_t message_at = 100;

/// A chain's good state and blocks, which each run damages anew.
struct Samples {
  explicit Samples(Fork fork) : chain(fork), state(chain.state(fill_queues)) {
    auto run = start_replay<MinimalPreset>(chain.config(), chain.all_types(), fork, state);
    for (std::uint64_t slot = 1; slot <= block_count; ++slot) {
      blocks.push_back(chain.block(*run, slot));
      if (!chain.apply(*run, blocks.back())) return;
    }
  }

  /// Something in every queue, so that damage finds it.
  static void fill_queues(SszBuilder& state) {
    state["finalized_checkpoint"]["epoch"].set(std::uint64_t{0});
    for (std::size_t i = 0; i < 8; ++i) state["inactivity_scores"].at(i).set(4 * i);
  }

  SampleChain chain;
  Bytes state;
  std::vector<Bytes> blocks;
};

/// Starts from a state, applies the blocks and some empty slots; stops at the first error.
void replay(const Samples& samples, Fork fork, const Bytes& state,
            const std::vector<Bytes>& blocks) {
  auto run =
      start_replay<MinimalPreset>(samples.chain.config(), samples.chain.all_types(), fork, state);
  if (!run) return;
  Ledger ledger;
  attach_ledger(*run, ledger);
  for (const Bytes& block : blocks) {
    watch_input("replay-block", block);
    if (!samples.chain.apply(*run, block)) return;
  }
  watch_input("replay-state", state);
  if (run->state.slot > last_slot) return;
  if (!process_slots(*run, last_slot)) return;
  current_state_root(*run);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<Fork> forks = {Fork::altair, Fork::capella, Fork::deneb, Fork::electra,
                                   Fork::fulu};
  std::vector<std::unique_ptr<Samples>> samples;
  for (const Fork fork : forks) samples.push_back(std::make_unique<Samples>(fork));
  return fuzz(argc, argv, "replay", [&](FuzzRandom& random) {
    const std::size_t which = random() % forks.size();
    Bytes state = samples[which]->state;
    std::vector<Bytes> blocks = samples[which]->blocks;
    if (random() % 2 == 0) {
      mutate(state, random, false);
    } else {
      Bytes& block = blocks[random() % blocks.size()];
      Bytes message(block.begin() + message_at, block.end());
      mutate(message, random, false);
      std::copy(message.begin(), message.end(), block.begin() + message_at);
    }
    watch_input("replay-state", state);
    replay(*samples[which], forks[which], state, blocks);
  });
}
