// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/check.hpp"
#include "core/hex.hpp"
#include "indexer/pipeline_run.hpp"
#include "indexer/state_shelf.hpp"

namespace apsis {
namespace {

/// An epoch is proven in the one but next.
constexpr std::uint64_t proof_epochs = 2;
/// Times that a block which the replay refuses is asked for, when a node serves it.
constexpr int block_tries = 3;

}  // namespace

/// Begins with a serialized state, whatever was replayed before.
template <class P>
Expected<void> PipelineRun<P>::start_from(ByteSpan bytes) {
  const auto slot = peek_state_slot(bytes);
  if (!slot) return std::unexpected(slot.error());
  const Fork fork = config_.fork_of_state(bytes, *slot / P::slots_per_epoch);
  auto replay = start_replay<P>(config_, types_, fork, bytes);
  if (!replay) return std::unexpected(within("the start state", std::move(replay.error())));
  if (replay->state.fork == Fork::phase0) {
    return fail(ErrorKind::usage, "phase0 pays by other rules, its rewards are not booked",
                "the start state of slot " + std::to_string(*slot),
                "Start at epoch " + std::to_string(config_.forks[1].epoch) +
                    ", where Altair begins, or later");
  }
  const Bytes32& root = replay->state.genesis_validators_root;
  if (root != source_.genesis().genesis_validators_root) {
    return fail(ErrorKind::mismatch,
                "the state is of the chain " + to_hex(root) + ", the source says that it is " +
                    to_hex(source_.genesis().genesis_validators_root),
                "genesis_validators_root", "State and source must be of one chain");
  }
  replay_.reset();
  replay_ = std::move(*replay);
  // A state may have been taken before its slot's block: that block is the first to apply.
  const bool has_its_block = *slot == 0 || replay_->state.latest_block_header.slot == *slot;
  const bool from_first_slot = *slot % P::slots_per_epoch == 0 && (*slot == 0 || !has_its_block);
  first_record_ = *slot / P::slots_per_epoch + (from_first_slot ? 0 : 1);
  ledger_ = Ledger{};
  ledger_.first_epoch = std::max(options_.first_epoch, first_record_);
  attach_ledger(*replay_, ledger_);
  assembler_ = EpochAssembler(P::slots_per_epoch);
  unproven_.clear();
  last_block_.reset();
  points_.forget_from(replay_->state.validators.size());
  next_slot_ = has_its_block ? *slot + 1 : *slot;
  compared_slot_ = *slot;
  return {};
}

/// Puts the state as it stands on the shelf; it has been compared.
template <class P>
void PipelineRun<P>::put_on_shelf() {
  const StateNote note{source_.genesis().genesis_validators_root,
                       replay_->state.slot,
                       first_record_at_copy_,
                       replay_->state.latest_block_header.slot,
                       latest_block_root(),
                       computed_state_root(*replay_)};
  const SszType& type = types_[replay_->state.fork]["BeaconState"];
  options_.shelf->put(note, serialize_state(replay_->state, type));
  last_kept_ = std::chrono::steady_clock::now();
}

/// Before the first slot of an epoch is done: keeps the state when one is wanted here.
template <class P>
Expected<void> PipelineRun<P>::keep_state(std::uint64_t slot) {
  if (options_.shelf == nullptr || slot == 0 || slot % P::slots_per_epoch != 0) return {};
  if (slot == replay_->state.slot) return {};  // just loaded, or the start state
  constexpr std::uint64_t window = (proof_epochs + 1) * P::slots_per_epoch;
  const bool near_head = finalized_slot_ && slot + window > *finalized_slot_;
  const bool is_early = std::chrono::steady_clock::now() - last_kept_ < options_.keep_interval;
  if (!near_head && is_early) return {};
  if (auto ok = compare_last_block(); !ok) return ok;
  if (auto ok = move_to(slot); !ok) return ok;
  const std::uint64_t final_epoch =
      (finalized_slot_ ? *finalized_slot_ + 1 : slot) / P::slots_per_epoch;
  const std::uint64_t floor =
      std::min(final_epoch - std::min(final_epoch, proof_epochs), next_record_);
  options_.shelf->set_floor(floor, floor * P::slots_per_epoch);
  first_record_at_copy_ = slot / P::slots_per_epoch;
  put_on_shelf();
  return {};
}

/// Orphans that the source has seen from `first` on are kept for the next run.
template <class P>
Expected<void> PipelineRun<P>::keep_orphans(std::uint64_t first) {
  if (options_.shelf == nullptr || next_slot_ <= first) return {};
  const auto orphans = source_.orphans_between(Slot(first), Slot(next_slot_ - 1));
  if (!orphans) return std::unexpected(orphans.error());
  for (const RawBlock& block : *orphans) options_.shelf->put_orphan(block);
  return {};
}

/// Begins again with a kept state; false when it turned out to be of no use.
template <class P>
bool PipelineRun<P>::restore(const StateNote& note) {
  const auto bytes = options_.shelf->load(note);
  if (!bytes) return false;
  if (start_from(*bytes) && computed_state_root(*replay_) == note.state_root) return true;
  options_.shelf->leave_out(note, "for it does not have the root that was noted with it");
  options_.shelf->drop(note);
  return false;
}

/// Whether the chain as it is now holds the newest block of a kept state.
template <class P>
Expected<bool> PipelineRun<P>::is_canonical(const StateNote& note) {
  if (note.block_slot == 0) return true;
  if (horizon_ && note.block_slot > *horizon_) return false;
  const auto raw = source_.block_at(Slot(note.block_slot));
  if (!raw) return std::unexpected(raw.error());
  if (!*raw) return false;
  const auto view =
      types_[fork_at_slot(note.block_slot)].decode("SignedBeaconBlock", (**raw).bytes);
  return view && hash_tree_root(view->field("message")) == note.block_root;
}

/// Begins with the newest kept state from which the wanted epoch can be given; false without one.
template <class P>
Expected<bool> PipelineRun<P>::begin_from_shelf() {
  if (options_.shelf == nullptr || !options_.wanted_epoch) return false;
  const std::vector<StateNote> notes = options_.shelf->states();
  for (const StateNote& note : notes) {
    if (note.first_epoch > *options_.wanted_epoch) continue;
    const auto canonical = is_canonical(note);
    if (!canonical) return canonical;
    if (*canonical && restore(note)) return true;
    if (!*canonical) {
      options_.shelf->leave_out(note, "for its block of slot " + std::to_string(note.block_slot) +
                                          " is not one of the chain that is read");
    }
  }
  return false;
}

/// Takes in what the source says of the chain.
template <class P>
Expected<void> PipelineRun<P>::take_view(const Horizon& view) {
  horizon_ = view.last_slot;
  if (view.common_slot) {
    if (auto ok = rewind(*view.common_slot); !ok) return ok;
  }
  if (!view.finalized_slot || (finalized_slot_ && *view.finalized_slot <= *finalized_slot_)) {
    return {};
  }
  finalized_slot_ = view.finalized_slot;
  return hooks_.finalized ? hooks_.finalized(*finalized_slot_) : Expected<void>{};
}

/// The chain has left what came after `common`: goes back so far that every record that does not
/// hold is made anew, also one that an earlier run handed out.
template <class P>
Expected<void> PipelineRun<P>::rewind(std::uint64_t common) {
  const bool replayed = common + 1 < next_slot_;
  if (replayed) {
    ++tally_.reorgs;
    if (auto ok = keep_orphans(common + 1); !ok) return ok;
  }
  if (options_.shelf != nullptr) options_.shelf->drop_after(common);
  std::uint64_t needed = next_record_;
  if (hooks_.rewound) {
    const auto forgotten = hooks_.rewound(common, next_slot_ - 1);
    if (!forgotten) return std::unexpected(forgotten.error());
    needed = std::min(needed, forgotten->value_or(needed));
  }
  if (!replayed && needed == next_record_) return {};
  next_record_ = needed;
  return go_back(common);
}

/// Begins again with a state that holds no block after `common`, and from which the next record can
/// be given.
template <class P>
Expected<void> PipelineRun<P>::go_back(std::uint64_t common) {
  if (signatures_) signatures_.emplace();
  const std::vector<StateNote> notes =
      options_.shelf == nullptr ? std::vector<StateNote>{} : options_.shelf->states();
  for (const StateNote& note : notes) {
    if (note.slot > common + 1 || note.first_epoch > next_record_) continue;
    const auto canonical = is_canonical(note);
    if (!canonical) return std::unexpected(canonical.error());
    if (*canonical && restore(note)) return {};
  }
  const auto gone = go_back_to_source();
  return gone ? gone : std::unexpected(within("going back behind a reorganisation", gone.error()));
}

/// The same from a state that the source has. A later one would leave a gap behind what is stored;
/// where nothing is stored yet, there is none.
template <class P>
Expected<void> PipelineRun<P>::go_back_to_source() {
  const bool stored_before = options_.wanted_epoch || next_record_ > begun_record_;
  std::vector<StartPoint> starts;
  if (next_record_ > 0) {
    starts.push_back({StartPoint::Kind::slot, Slot(next_record_ * P::slots_per_epoch - 1)});
  }
  if (options_.given_start == nullptr) {
    starts.insert(starts.end(), options_.starts.begin(), options_.starts.end());
  }
  Error last{ErrorKind::unavailable, "no state is there from which it can be given",
             "epoch " + std::to_string(next_record_),
             "Use a node that keeps older states, or go on later with repair"};
  const auto begins = [&](const Expected<RawState>& raw) -> Expected<bool> {
    if (!raw) {
      last.remedy = "The source said: " + raw.error().text();
      return false;
    }
    if (auto ok = start_from(raw->bytes); !ok) return std::unexpected(ok.error());
    return first_record_ <= next_record_ || !stored_before;
  };
  for (const StartPoint& start : starts) {
    const auto begun = begins(source_.start_state(start));
    if (!begun) return std::unexpected(begun.error());
    if (*begun) return {};
  }
  if (options_.given_start != nullptr) {
    const auto begun = begins(*options_.given_start);
    if (!begun) return std::unexpected(begun.error());
    if (*begun) return {};
  }
  return std::unexpected(std::move(last));
}

/// A slot failed. The chain may have moved on meanwhile, or a node have served something wrong: the
/// run goes back and asks again, a few times.
template <class P>
Expected<void> PipelineRun<P>::recover(Error error) {
  if (!options_.waits || options_.shelf == nullptr || options_.stop.stop_requested()) {
    return std::unexpected(std::move(error));
  }
  const std::uint64_t failed = next_slot_;
  const auto view = hooks_.horizon(std::chrono::milliseconds{0});
  if (!view) return std::unexpected(std::move(error));
  if (view->common_slot && *view->common_slot < failed) {
    const bool replayed = *view->common_slot + 1 < failed;
    if (auto ok = take_view(*view); !ok || replayed) return ok;
    return go_back(failed - 1);
  }
  if (auto ok = take_view(*view); !ok) return ok;
  tries_ = failed == failed_slot_ ? tries_ + 1 : 1;
  failed_slot_ = failed;
  if (tries_ >= block_tries) return std::unexpected(std::move(error));
  if (auto ok = go_back(failed - 1); !ok) return ok;
  source_.doubt(Slot(next_slot_), Slot(failed));
  return {};
}

template Expected<void> PipelineRun<MainnetPreset>::start_from(ByteSpan);
template void PipelineRun<MainnetPreset>::put_on_shelf();
template Expected<void> PipelineRun<MainnetPreset>::keep_state(std::uint64_t);
template Expected<void> PipelineRun<MainnetPreset>::keep_orphans(std::uint64_t);
template Expected<bool> PipelineRun<MainnetPreset>::begin_from_shelf();
template Expected<void> PipelineRun<MainnetPreset>::take_view(const Horizon&);
template Expected<void> PipelineRun<MainnetPreset>::recover(Error);

template Expected<void> PipelineRun<MinimalPreset>::start_from(ByteSpan);
template void PipelineRun<MinimalPreset>::put_on_shelf();
template Expected<void> PipelineRun<MinimalPreset>::keep_state(std::uint64_t);
template Expected<void> PipelineRun<MinimalPreset>::keep_orphans(std::uint64_t);
template Expected<bool> PipelineRun<MinimalPreset>::begin_from_shelf();
template Expected<void> PipelineRun<MinimalPreset>::take_view(const Horizon&);
template Expected<void> PipelineRun<MinimalPreset>::recover(Error);

template Expected<void> PipelineRun<GnosisPreset>::start_from(ByteSpan);
template void PipelineRun<GnosisPreset>::put_on_shelf();
template Expected<void> PipelineRun<GnosisPreset>::keep_state(std::uint64_t);
template Expected<void> PipelineRun<GnosisPreset>::keep_orphans(std::uint64_t);
template Expected<bool> PipelineRun<GnosisPreset>::begin_from_shelf();
template Expected<void> PipelineRun<GnosisPreset>::take_view(const Horizon&);
template Expected<void> PipelineRun<GnosisPreset>::recover(Error);

}  // namespace apsis
