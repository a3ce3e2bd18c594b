// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/pipeline.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "core/check.hpp"
#include "core/hex.hpp"
#include "indexer/chain_config_of.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/block_signatures.hpp"
#include "indexer/replay/replay.hpp"
#include "indexer/rewards/block_record.hpp"
#include "indexer/rewards/epoch_assembler.hpp"
#include "indexer/signature_checker.hpp"
#include "indexer/source/ssz_peek.hpp"
#include "indexer/state_compare.hpp"

namespace apsis {
namespace {

/// Longest wait between two looks at a horizon that does not move.
constexpr std::chrono::milliseconds horizon_wait_max{12'000};

/// Sleeps, but not longer than until a stop is asked for.
void wait_for(std::stop_token stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, time, [] { return false; });
}

/// One run over a chain of preset P.
template <class P>
class Run {
 public:
  Run(BlockSource& source, const PipelineOptions& options, const PipelineHooks& hooks,
      PipelineTally& tally, const ChainConfig& config)
      : source_(source),
        options_(options),
        hooks_(hooks),
        tally_(tally),
        config_(config),
        types_(ChainTypes::make<P>(config)),
        assembler_(P::slots_per_epoch) {
    if (options.signatures == Signatures::check) signatures_.emplace();
  }

  Expected<void> begin();
  Expected<void> go();

 private:
  Expected<std::optional<std::uint64_t>> next_end();
  Expected<void> do_slot(std::uint64_t slot);
  Expected<void> do_block(const RawBlock& raw, std::uint64_t slot);
  Expected<void> submit_signatures(const SszView& signed_block, std::uint64_t slot);
  Expected<void> move_to(std::uint64_t slot);
  Expected<void> collect_ledgers();
  Expected<void> add_orphans(std::uint64_t epoch);
  Expected<RawState> find_start();
  Expected<void> compare_recorded(std::uint64_t slot, const Bytes& bytes);
  Expected<void> compare_recorded_root(std::uint64_t slot);
  Expected<void> release(std::uint64_t slot, const Bytes32& state_root, const Bytes32& block_root);
  Bytes32 latest_block_root();
  Fork fork_at_slot(std::uint64_t slot) const { return config_.fork_at(slot / P::slots_per_epoch); }

  BlockSource& source_;
  const PipelineOptions& options_;
  const PipelineHooks& hooks_;
  PipelineTally& tally_;
  const ChainConfig& config_;
  ChainTypes types_;
  std::optional<Replay<P>> replay_;
  Ledger ledger_;
  EpochAssembler assembler_;
  std::vector<EpochRecord> unproven_;
  std::uint64_t next_slot_ = 0;
  std::optional<std::uint64_t> horizon_;
  PubkeyPoints points_;
  std::optional<SignatureChecker> signatures_;
};

template <class P>
Bytes32 Run<P>::latest_block_root() {
  BeaconBlockHeader header = replay_->state.latest_block_header;
  if (header.state_root == Bytes32{}) header.state_root = current_state_root(*replay_);
  return hash_tree_root(header);
}

template <class P>
Expected<RawState> Run<P>::find_start() {
  CHECK(!options_.starts.empty());
  Expected<RawState> state;
  for (const StartPoint& start : options_.starts) {
    state = source_.start_state(start);
    if (state) break;
  }
  return state;
}

template <class P>
Expected<void> Run<P>::begin() {
  auto raw = find_start();
  if (!raw) return std::unexpected(std::move(raw.error()));
  const auto slot = peek_state_slot(raw->bytes);
  if (!slot) return std::unexpected(slot.error());
  const Fork fork = config_.fork_of_state(raw->bytes, *slot / P::slots_per_epoch);
  auto replay = start_replay<P>(config_, types_, fork, raw->bytes);
  if (!replay) return std::unexpected(within("the start state", std::move(replay.error())));
  if (replay->state.fork == Fork::phase0) {
    return fail(ErrorKind::usage, "phase0 pays by other rules, its rewards are not booked",
                "the start state of slot " + std::to_string(*slot),
                "Start at epoch " + std::to_string(config_.forks[1].epoch) +
                    ", where Altair begins, or later");
  }
  replay_ = std::move(*replay);
  const Bytes32& root = replay_->state.genesis_validators_root;
  if (root != source_.genesis().genesis_validators_root) {
    return fail(ErrorKind::mismatch,
                "the state is of the chain " + to_hex(root) + ", the source says that it is " +
                    to_hex(source_.genesis().genesis_validators_root),
                "genesis_validators_root", "State and source must be of one chain");
  }
  ledger_.first_epoch = options_.first_epoch;
  attach_ledger(*replay_, ledger_);
  // A state may have been taken before its slot's block: that block is the first to apply.
  const bool has_its_block = *slot == 0 || replay_->state.latest_block_header.slot == *slot;
  next_slot_ = has_its_block ? *slot + 1 : *slot;
  const Bytes32 anchor = latest_block_root();
  return hooks_.started({&config_, P::slots_per_epoch, source_.genesis(), *slot, anchor});
}

/// The last slot that can be done now; nothing when the run is over.
template <class P>
Expected<std::optional<std::uint64_t>> Run<P>::next_end() {
  const std::chrono::milliseconds wait =
      std::min(horizon_wait_max, std::chrono::milliseconds(config_.slot_duration_ms));
  for (;;) {
    if (options_.stop.stop_requested()) return std::nullopt;
    if (options_.to_slot && next_slot_ > *options_.to_slot) return std::nullopt;
    auto horizon = hooks_.horizon();
    if (!horizon) return std::unexpected(std::move(horizon.error()));
    horizon_ = *horizon;
    if (*horizon && **horizon >= next_slot_) {
      return options_.to_slot ? std::min(**horizon, *options_.to_slot) : **horizon;
    }
    if (!options_.waits) return std::nullopt;
    wait_for(options_.stop, wait);
  }
}

template <class P>
Expected<void> Run<P>::go() {
  for (;;) {
    const auto end = next_end();
    if (!end) return std::unexpected(end.error());
    if (!*end) return signatures_ ? signatures_->wait() : Expected<void>{};
    for (; next_slot_ <= **end; ++next_slot_) {
      if (options_.stop.stop_requested()) return {};
      if (auto ok = do_slot(next_slot_); !ok) return ok;
    }
  }
}

template <class P>
Expected<void> Run<P>::do_slot(std::uint64_t slot) {
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
Expected<void> Run<P>::do_block(const RawBlock& raw, std::uint64_t slot) {
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
  if (auto ok = apply_block(*replay_, block); !ok) {
    if (ok.error().kind == ErrorKind::mismatch) ++tally_.mismatches;
    return ok;
  }
  const BlockRecord record = make_block_record(block, false);
  assembler_.add_block(record);
  return release(slot, record.state_root, record.root);
}

/// Hands the block's signatures to the thread that checks them; epochs wait for its answer.
template <class P>
Expected<void> Run<P>::submit_signatures(const SszView& signed_block, std::uint64_t slot) {
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
Expected<void> Run<P>::move_to(std::uint64_t slot) {
  if (auto ok = process_slots(*replay_, slot); !ok) {
    return std::unexpected(within("slot " + std::to_string(slot), std::move(ok.error())));
  }
  return collect_ledgers();
}

template <class P>
Expected<void> Run<P>::collect_ledgers() {
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
Expected<void> Run<P>::add_orphans(std::uint64_t epoch) {
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

/// Compares with a state that the source keeps. It proves an epoch only at the source's very end:
/// anywhere else the next block does, and a run over a source without states says the same.
template <class P>
Expected<void> Run<P>::compare_recorded(std::uint64_t slot, const Bytes& bytes) {
  if (auto ok = move_to(slot); !ok) return ok;
  const auto view = types_[fork_at_slot(slot)].decode("BeaconState", bytes);
  if (!view) {
    return std::unexpected(within("state of slot " + std::to_string(slot), view.error()));
  }
  ++tally_.states_compared;
  if (auto ok = compare_states(*replay_, *view); !ok) {
    ++tally_.mismatches;
    return ok;
  }
  if (options_.waits || !options_.end_proves || slot != horizon_) return {};
  return release(slot, current_state_root(*replay_), latest_block_root());
}

/// Compares with a state root that the source knows where it keeps no state.
template <class P>
Expected<void> Run<P>::compare_recorded_root(std::uint64_t slot) {
  const auto root = source_.recorded_state_root(Slot(slot));
  if (!root) return std::unexpected(root.error());
  if (!*root) return {};
  if (auto ok = move_to(slot); !ok) return ok;
  const Bytes32 replayed = current_state_root(*replay_);
  if (replayed == **root) return {};
  ++tally_.mismatches;
  return fail(ErrorKind::mismatch,
              "the source names the state root " + to_hex(**root) + ", the replay gives " +
                  to_hex(replayed),
              "slot " + std::to_string(slot), "The source is damaged: fetch it again");
}

/// Hands out the epochs whose books the root at `slot` proves.
template <class P>
Expected<void> Run<P>::release(std::uint64_t slot, const Bytes32& state_root,
                               const Bytes32& block_root) {
  if (signatures_ && !unproven_.empty()) {
    if (auto ok = signatures_->wait(); !ok) return ok;
  }
  for (EpochRecord& record : unproven_) {
    record.proof_mode = ProofMode::block;
    record.proof_slot = slot;
    record.proof_state_root = state_root;
    record.proof_block_root = block_root;
    if (auto ok = hooks_.epoch_proven(record); !ok) return ok;
    ++tally_.epochs_proven;
  }
  unproven_.clear();
  return {};
}

template <class P>
Expected<void> run_with(BlockSource& source, const PipelineOptions& options,
                        const PipelineHooks& hooks, PipelineTally& tally,
                        const ChainConfig& config) {
  Run<P> run(source, options, hooks, tally, config);
  if (auto ok = run.begin(); !ok) return ok;
  return run.go();
}

}  // namespace

Expected<void> run_pipeline(BlockSource& source, const PipelineOptions& options,
                            const PipelineHooks& hooks, PipelineTally& tally) {
  const auto config = chain_config_of(source.chain_spec());
  if (!config) return std::unexpected(config.error());
  switch (config->preset) {
    case PresetName::mainnet:
      return run_with<MainnetPreset>(source, options, hooks, tally, *config);
    case PresetName::minimal:
      return run_with<MinimalPreset>(source, options, hooks, tally, *config);
    case PresetName::gnosis:
      return run_with<GnosisPreset>(source, options, hooks, tally, *config);
  }
  return fail(ErrorKind::usage, "a preset that is not built", "config PRESET_BASE");
}

}  // namespace apsis
