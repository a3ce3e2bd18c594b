// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/check.hpp"
#include "indexer/replay/block_signatures.hpp"
#include "tests/fuzz/fork_samples.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace apsis {
namespace {

/// Slots further ahead only cost time.
constexpr std::uint64_t max_slot = 40;

/// The next block, with an element in every list of its body.
Bytes full_block(const ForkSample& sample) {
  return sample.chain.block(*sample.run, 1, [&](SszBuilder& block) {
    for (const SszField& field : sample.chain.types()["BeaconBlockBody"].fields) {
      if (field.type->kind == SszKind::list) block["body"][field.name].add();
    }
  });
}

}  // namespace

const char* const target_name = "block";

std::vector<Bytes> target_seeds() {
  std::vector<Bytes> out;
  for (std::size_t i = 0; i < fork_count; ++i) {
    const Fork fork = static_cast<Fork>(i);
    const ForkSample& sample = fork_sample(fork);
    CHECK(sample.run.has_value());
    out.push_back(chosen_seed(static_cast<std::uint8_t>(i), sample.chain.block(*sample.run, 1)));
    out.push_back(chosen_seed(static_cast<std::uint8_t>(i), sample.chain.block(*sample.run, 9)));
    out.push_back(chosen_seed(static_cast<std::uint8_t>(i), full_block(sample)));
  }
  return out;
}

void run_target(ByteSpan input) {
  if (input.empty()) return;
  const ForkSample& sample = fork_sample(fork_of_input(input));
  const ByteSpan bytes = input.subspan(1);
  const auto view = sample.chain.types().decode("SignedBeaconBlock", bytes);
  if (!view) return;
  hash_tree_root(*view);
  const std::uint64_t slot = view->field("message").field("slot").as_u64();
  if (slot > max_slot) return;
  Replay<MinimalPreset> run = *sample.run;
  Ledger ledger;
  if (run.state.fork != Fork::phase0) attach_ledger(run, ledger);
  if (!process_slots(run, slot)) return;
  PubkeyPoints points;
  (void)collect_signatures(run, points, *view);
  // The state root comes last, so that a block with another one is applied as well.
  if (process_block(run, view->field("message"))) (void)process_slots(run, slot + 9);
}

}  // namespace apsis
