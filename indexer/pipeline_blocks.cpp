// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/check.hpp"
#include "indexer/pipeline_run.hpp"
#include "indexer/replay/block_signatures.hpp"
#include "indexer/rewards/block_record.hpp"
#include "indexer/source/ssz_peek.hpp"

namespace apsis {

template <class P>
Expected<void> PipelineRun<P>::do_slot(std::uint64_t slot) {
  if (auto ok = keep_state(slot); !ok) return ok;
  const auto raw = source_.block_at(Slot(slot));
  if (!raw) return std::unexpected(raw.error());
  const auto kept = source_.recorded_state(Slot(slot));
  if (!kept) return std::unexpected(kept.error());
  const auto peek = *kept ? peek_state(**kept) : std::nullopt;
  const bool before_block = *raw && peek && peek->latest_block_slot < Slot(slot);
  if (before_block) {
    if (auto ok = compare_recorded(slot, **kept); !ok) return ok;
  }
  if (*raw) {
    if (auto ok = do_block(**raw, slot); !ok) return ok;
    ++tally_.blocks;
  } else {
    ++tally_.empty_slots;
  }
  if (*kept && !before_block) {
    if (auto ok = compare_recorded(slot, **kept); !ok) return ok;
  }
  if (auto ok = compare_recorded_root(slot); !ok) return ok;
  hooks_.slot_done(slot, !*raw);
  return {};
}

template <class P>
Expected<void> PipelineRun<P>::do_block(const RawBlock& raw, std::uint64_t slot) {
  const std::string place = "block of slot " + std::to_string(slot);
  const auto named = peek_block_slot(raw.bytes);
  if (!named) return std::unexpected(within(place, named.error()));
  if (*named != slot) {
    return fail(ErrorKind::mismatch, "the source gave a block of slot " + std::to_string(*named),
                place, "Fetch it again, or ask another source");
  }
  const auto view = types_[fork_at_slot(slot)].decode("SignedBeaconBlock", raw.bytes);
  if (!view) return std::unexpected(within(place, view.error()));
  const SszView block = view->field("message");
  if (auto ok = move_to(slot); !ok) return ok;
  if (auto ok = submit_signatures(*view, slot); !ok) return ok;
  const bool compared = is_compared(slot);
  if (auto ok = apply_block(*replay_, block, compared ? RootCheck::compare : RootCheck::take);
      !ok) {
    if (ok.error().kind == ErrorKind::mismatch) ++tally_.mismatches;
    return note_uncompared(std::move(ok));
  }
  const BlockRecord record = make_block_record(block, false);
  assembler_.add_block(record);
  last_block_ = {slot, record.root, record.state_root, compared};
  if (!compared) return {};
  ++tally_.roots_compared;
  compared_slot_ = slot;
  return release(slot, record.state_root, record.root);
}

/// Hands the block's signatures to the thread that checks them; epochs wait for its answer.
template <class P>
Expected<void> PipelineRun<P>::submit_signatures(const SszView& signed_block, std::uint64_t slot) {
  if (!signatures_) return {};
  auto tasks = collect_signatures(*replay_, points_, signed_block);
  if (!tasks) {
    return std::unexpected(within("slot " + std::to_string(slot), std::move(tasks.error())));
  }
  tally_.signatures_checked += tasks->size();
  signatures_->submit(slot, std::move(*tasks));
  return {};
}

/// Moves the state to a slot; epochs that end on the way give their ledgers.
template <class P>
Expected<void> PipelineRun<P>::move_to(std::uint64_t slot) {
  if (auto ok = process_slots(*replay_, slot); !ok) {
    return std::unexpected(within("slot " + std::to_string(slot), std::move(ok.error())));
  }
  return collect_ledgers();
}

template <class P>
Expected<void> PipelineRun<P>::collect_ledgers() {
  for (EpochLedger& ledger : ledger_.finished) {
    if (auto ok = add_orphans(ledger.epoch); !ok) return ok;
    auto record = assembler_.add_ledger(std::move(ledger));
    if (!record) {
      if (record.error().kind == ErrorKind::mismatch) ++tally_.mismatches;
      return std::unexpected(std::move(record.error()));
    }
    if (*record) unproven_.push_back(std::move(**record));
  }
  ledger_.finished.clear();
  return {};
}

/// Blocks of an epoch that lost: they explain misses, and are stored as such. One that cannot be
/// decoded is an error like any other.
template <class P>
Expected<void> PipelineRun<P>::add_orphans(std::uint64_t epoch) {
  const std::uint64_t first = epoch * P::slots_per_epoch;
  const auto orphans = source_.orphans_between(Slot(first), Slot(first + P::slots_per_epoch - 1));
  if (!orphans) return std::unexpected(orphans.error());
  for (const RawBlock& raw : *orphans) {
    const auto view = types_[config_.fork_at(epoch)].decode("SignedBeaconBlock", raw.bytes);
    if (!view) return std::unexpected(within("orphaned block", view.error()));
    const SszView block = view->field("message");
    assembler_.add_block(make_block_record(block, true));
    assembler_.add_orphan_votes(raw.slot.value, read_aggregates(block));
  }
  return {};
}

template Expected<void> PipelineRun<MainnetPreset>::do_slot(std::uint64_t);
template Expected<void> PipelineRun<MainnetPreset>::move_to(std::uint64_t);
template Expected<void> PipelineRun<MinimalPreset>::do_slot(std::uint64_t);
template Expected<void> PipelineRun<MinimalPreset>::move_to(std::uint64_t);
template Expected<void> PipelineRun<GnosisPreset>::do_slot(std::uint64_t);
template Expected<void> PipelineRun<GnosisPreset>::move_to(std::uint64_t);

}  // namespace apsis
