// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "indexer/decode/preset.hpp"
#include "indexer/replay/accessors.hpp"
#include "indexer/replay/epoch_steps.hpp"

namespace apsis {

template <class P>
ParticipationTotals sum_participation(const Replay<P>& run) {
  const Registry& registry = run.state.validators;
  const std::uint64_t before = run.previous_epoch();
  const std::uint64_t now = run.current_epoch();
  ParticipationTotals totals;
  for (std::size_t i = 0; i < registry.size(); ++i) {
    if (registry.slashed[i] != 0) continue;
    const std::uint64_t effective = registry.effective_balance_gwei[i];
    if (registry.is_active(i, before)) {
      const std::uint8_t flags = run.state.previous_epoch_participation[i];
      for (std::size_t flag = 0; flag < flag_count; ++flag) {
        if ((flags >> flag & 1) != 0) totals.previous_flag_gwei[flag] += effective;
      }
    }
    if (registry.is_active(i, now) &&
        (run.state.current_epoch_participation[i] >> timely_target & 1) != 0) {
      totals.current_target_gwei += effective;
    }
  }
  for (std::uint64_t& total : totals.previous_flag_gwei) {
    total = std::max(total, preset::effective_balance_increment_gwei);
  }
  totals.current_target_gwei =
      std::max(totals.current_target_gwei, preset::effective_balance_increment_gwei);
  return totals;
}

template <class P>
Expected<void> process_justification_and_finalization(Replay<P>& run) {
  BeaconState& state = run.state;
  const std::uint64_t now = run.current_epoch();
  if (now <= 1) return {};
  const ParticipationTotals totals = sum_participation(run);
  const std::uint64_t before = run.previous_epoch();
  const Checkpoint old_previous = state.previous_justified_checkpoint;
  const Checkpoint old_current = state.current_justified_checkpoint;
  const std::uint64_t two_thirds_of = run.cache.total_active_balance_gwei * 2;

  state.previous_justified_checkpoint = old_current;
  state.justification_bits = static_cast<std::uint8_t>(state.justification_bits << 1 & 0xf);
  if (totals.previous_flag_gwei[timely_target] * 3 >= two_thirds_of) {
    const auto root = get_block_root<P>(state, before);
    if (!root) return std::unexpected(root.error());
    state.current_justified_checkpoint = {before, *root};
    state.justification_bits |= 2;
  }
  if (totals.current_target_gwei * 3 >= two_thirds_of) {
    const auto root = get_block_root<P>(state, now);
    if (!root) return std::unexpected(root.error());
    state.current_justified_checkpoint = {now, *root};
    state.justification_bits |= 1;
  }

  const unsigned bits = state.justification_bits;
  // The four patterns of consecutive justified epochs that finalize their source.
  if ((bits & 0xe) == 0xe && old_previous.epoch + 3 == now) {
    state.finalized_checkpoint = old_previous;
  }
  if ((bits & 0x6) == 0x6 && old_previous.epoch + 2 == now) {
    state.finalized_checkpoint = old_previous;
  }
  if ((bits & 0x7) == 0x7 && old_current.epoch + 2 == now) {
    state.finalized_checkpoint = old_current;
  }
  if ((bits & 0x3) == 0x3 && old_current.epoch + 1 == now) {
    state.finalized_checkpoint = old_current;
  }
  return {};
}

template ParticipationTotals sum_participation(const Replay<MainnetPreset>&);
template ParticipationTotals sum_participation(const Replay<MinimalPreset>&);
template ParticipationTotals sum_participation(const Replay<GnosisPreset>&);
template Expected<void> process_justification_and_finalization(Replay<MainnetPreset>&);
template Expected<void> process_justification_and_finalization(Replay<MinimalPreset>&);
template Expected<void> process_justification_and_finalization(Replay<GnosisPreset>&);

}  // namespace apsis
