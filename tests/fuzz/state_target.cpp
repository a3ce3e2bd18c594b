// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/check.hpp"
#include "indexer/replay/state_fields.hpp"
#include "tests/fuzz/fork_samples.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace apsis {
namespace {

/// Two epoch transitions at least.
constexpr std::uint64_t slots_ahead = 17;

/// What is loaded must be written as it was read.
void check_written(const Replay<MinimalPreset>& run, const SszView& view) {
  for (const SszField& field : view.type().fields) {
    Bytes written;
    find_state_field(field.name)->write(run.state, written);
    const ByteSpan read = view.field(field.name).bytes();
    CHECK(std::equal(written.begin(), written.end(), read.begin(), read.end()));
  }
}

}  // namespace

const char* const target_name = "state";

std::vector<Bytes> target_seeds() {
  std::vector<Bytes> out;
  for (std::size_t i = 0; i < fork_count; ++i) {
    out.push_back(
        chosen_seed(static_cast<std::uint8_t>(i), fork_sample(static_cast<Fork>(i)).state));
  }
  return out;
}

void run_target(ByteSpan input) {
  if (input.empty()) return;
  const Fork fork = fork_of_input(input);
  const SampleChain& chain = fork_sample(fork).chain;
  const ByteSpan bytes = input.subspan(1);
  const auto view = chain.types().decode("BeaconState", bytes);
  if (!view) return;
  auto run = start_replay<MinimalPreset>(chain.config(), chain.all_types(), fork, bytes);
  if (!run) return;
  check_written(*run, *view);
  CHECK(current_state_root(*run) == hash_tree_root(*view));
  Ledger ledger;
  if (fork != Fork::phase0) attach_ledger(*run, ledger);
  if (process_slots(*run, run->state.slot + slots_ahead)) current_state_root(*run);
}

}  // namespace apsis
