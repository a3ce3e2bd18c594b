// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "core/hex.hpp"
#include "indexer/pipeline_run.hpp"
#include "indexer/state_compare.hpp"

namespace apsis {
namespace {

/// Memory of one validator's entries in the columns of a record, roughly.
constexpr std::size_t bytes_per_validator = 256;

std::size_t waiting_bytes(const std::vector<EpochRecord>& records) {
  std::size_t out = 0;
  for (const EpochRecord& record : records) {
    out += record.validators.balance_end_gwei.size() * bytes_per_validator;
  }
  return out;
}

}  // namespace

/// Whether the state root that the block of `slot` names is compared with the replay's own.
template <class P>
bool PipelineRun<P>::is_compared(std::uint64_t slot) const {
  if (options_.prove == ProofMode::block) return true;
  const std::uint64_t step =
      options_.prove == ProofMode::epoch ? P::slots_per_epoch : P::slots_per_historical_root;
  if (slot / step != compared_slot_ / step) return true;
  return waiting_bytes(unproven_) > waiting_records_bytes;
}

/// Compares the root that the last block names, if that was only taken and the state stands there.
template <class P>
Expected<void> PipelineRun<P>::compare_last_block() {
  if (!last_block_ || last_block_->compared || replay_->state.slot != last_block_->slot) return {};
  if (auto ok = compare_state_root(*replay_, last_block_->state_root); !ok) {
    ++tally_.mismatches;
    return note_uncompared(std::move(ok));
  }
  last_block_->compared = true;
  ++tally_.roots_compared;
  compared_slot_ = last_block_->slot;
  return {};
}

/// There is nothing more to replay for now: what was replayed is proven up to its last block.
template <class P>
Expected<void> PipelineRun<P>::settle() {
  if (auto ok = compare_last_block(); !ok) return ok;
  if (options_.waits) {
    if (auto ok = keep_orphans(next_record_ * P::slots_per_epoch); !ok) return ok;
  }
  if (!last_block_ || !last_block_->compared) return {};
  // Empty slots behind the block may have ended epochs that it does not prove; they wait.
  const std::uint64_t block_epoch = last_block_->slot / P::slots_per_epoch;
  const auto later =
      std::find_if(unproven_.begin(), unproven_.end(),
                   [&](const EpochRecord& record) { return record.epoch.value + 2 > block_epoch; });
  if (later == unproven_.begin()) return {};
  std::vector<EpochRecord> waiting(std::make_move_iterator(later),
                                   std::make_move_iterator(unproven_.end()));
  unproven_.erase(later, unproven_.end());
  if (auto ok = release(last_block_->slot, last_block_->state_root, last_block_->root); !ok) {
    return ok;
  }
  unproven_ = std::move(waiting);
  return {};
}

/// An error after blocks whose roots were only taken may have its cause in any of them.
template <class P>
Expected<void> PipelineRun<P>::note_uncompared(Expected<void> result) const {
  if (result || options_.prove == ProofMode::block || !last_block_) return result;
  if (last_block_->slot <= compared_slot_) return result;
  Error error = std::move(result.error());
  if (!error.remedy.empty()) error.remedy += ". ";
  error.remedy += "The state roots of the blocks from slot " + std::to_string(compared_slot_ + 1) +
                  " to " + std::to_string(last_block_->slot) +
                  " were not compared one by one, and the cause may lie in any of them: run again "
                  "with --prove block to find it";
  return std::unexpected(std::move(error));
}

/// Compares with a state that the source keeps. It proves an epoch only at the source's very end:
/// anywhere else the next block does, and a run over a source without states says the same.
template <class P>
Expected<void> PipelineRun<P>::compare_recorded(std::uint64_t slot, const Bytes& bytes) {
  if (auto ok = compare_last_block(); !ok) return ok;
  if (auto ok = move_to(slot); !ok) return ok;
  const auto view = types_[fork_at_slot(slot)].decode("BeaconState", bytes);
  if (!view) {
    return std::unexpected(within("state of slot " + std::to_string(slot), view.error()));
  }
  ++tally_.states_compared;
  if (auto ok = compare_states(*replay_, *view); !ok) {
    ++tally_.mismatches;
    return note_uncompared(std::move(ok));
  }
  if (options_.waits || !options_.end_proves || slot != horizon_) return {};
  return release(slot, computed_state_root(*replay_), latest_block_root());
}

/// Compares with a state root that the source knows where it keeps no state.
template <class P>
Expected<void> PipelineRun<P>::compare_recorded_root(std::uint64_t slot) {
  const auto root = source_.recorded_state_root(Slot(slot));
  if (!root) return std::unexpected(root.error());
  if (!*root) return {};
  if (auto ok = compare_last_block(); !ok) return ok;
  if (auto ok = move_to(slot); !ok) return ok;
  const Bytes32 replayed = computed_state_root(*replay_);
  if (replayed == **root) return {};
  ++tally_.mismatches;
  return note_uncompared(fail(ErrorKind::mismatch,
                              "the source names the state root " + to_hex(**root) +
                                  ", the replay gives " + to_hex(replayed),
                              "slot " + std::to_string(slot),
                              "The source is damaged: fetch it again"));
}

/// Hands out the epochs whose books the root at `slot` proves.
template <class P>
Expected<void> PipelineRun<P>::release(std::uint64_t slot, const Bytes32& state_root,
                                       const Bytes32& block_root) {
  if (signatures_ && !unproven_.empty()) {
    if (auto ok = signatures_->wait(); !ok) return ok;
  }
  for (EpochRecord& record : unproven_) {
    record.proof_mode = options_.prove;
    record.proof_slot = slot;
    record.proof_state_root = state_root;
    record.proof_block_root = block_root;
    record.finalized = !finalized_slot_ || slot <= *finalized_slot_;
    if (auto ok = hooks_.epoch_proven(record); !ok) return ok;
    ++tally_.epochs_proven;
    next_record_ = std::max(next_record_, record.epoch.value + 1);
  }
  unproven_.clear();
  return {};
}

template <class P>
Bytes32 PipelineRun<P>::latest_block_root() {
  BeaconBlockHeader header = replay_->state.latest_block_header;
  if (header.state_root == Bytes32{}) header.state_root = current_state_root(*replay_);
  return hash_tree_root(header);
}

template bool PipelineRun<MainnetPreset>::is_compared(std::uint64_t) const;
template Expected<void> PipelineRun<MainnetPreset>::settle();
template Expected<void> PipelineRun<MainnetPreset>::note_uncompared(Expected<void>) const;
template Expected<void> PipelineRun<MainnetPreset>::compare_recorded(std::uint64_t, const Bytes&);
template Expected<void> PipelineRun<MainnetPreset>::compare_recorded_root(std::uint64_t);
template Expected<void> PipelineRun<MainnetPreset>::release(std::uint64_t, const Bytes32&,
                                                            const Bytes32&);
template Bytes32 PipelineRun<MainnetPreset>::latest_block_root();
template bool PipelineRun<MinimalPreset>::is_compared(std::uint64_t) const;
template Expected<void> PipelineRun<MinimalPreset>::settle();
template Expected<void> PipelineRun<MinimalPreset>::note_uncompared(Expected<void>) const;
template Expected<void> PipelineRun<MinimalPreset>::compare_recorded(std::uint64_t, const Bytes&);
template Expected<void> PipelineRun<MinimalPreset>::compare_recorded_root(std::uint64_t);
template Expected<void> PipelineRun<MinimalPreset>::release(std::uint64_t, const Bytes32&,
                                                            const Bytes32&);
template Bytes32 PipelineRun<MinimalPreset>::latest_block_root();
template bool PipelineRun<GnosisPreset>::is_compared(std::uint64_t) const;
template Expected<void> PipelineRun<GnosisPreset>::settle();
template Expected<void> PipelineRun<GnosisPreset>::note_uncompared(Expected<void>) const;
template Expected<void> PipelineRun<GnosisPreset>::compare_recorded(std::uint64_t, const Bytes&);
template Expected<void> PipelineRun<GnosisPreset>::compare_recorded_root(std::uint64_t);
template Expected<void> PipelineRun<GnosisPreset>::release(std::uint64_t, const Bytes32&,
                                                           const Bytes32&);
template Bytes32 PipelineRun<GnosisPreset>::latest_block_root();

}  // namespace apsis
