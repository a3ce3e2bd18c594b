// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/running_job.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/hash/sha256.hpp"
#include "oracle/duties/running_rows.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/stored_duties.hpp"

namespace apsis {

namespace {

Bytes32 digest_of(const std::string& text) {
  return sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace

Expected<void> RunningJob::recount(RunningTree& tree, const std::vector<std::uint32_t>& fresh) {
  const std::uint64_t slots_per_epoch = tree.snapshot().clock.slots_per_epoch;
  const std::uint64_t first = first_duty_epoch(tree.snapshot());
  const std::uint64_t newest = tree.next_epoch() - 1;
  DutyCounter counter = tree.counter_of(fresh);
  std::vector<std::uint64_t> validators, unknown;
  for (const std::uint32_t place : fresh) {
    validators.push_back(tree.validators()[place]);
    if (!std::ranges::binary_search(tree_->validators(), validators.back()))
      unknown.push_back(validators.back());
  }
  if (!validators.empty() && newest > first) {
    StoredDuties stored(*connection_, validators, slots_per_epoch);
    const auto read = stored.read(
        first, newest - 1, [&](std::uint64_t epoch) { return counter.slots_needed(epoch); },
        [&](const EpochDuties& duties) { return counter.add(duties); });
    if (!read) return read;
  }
  StoredDuties all(*connection_, tree.validators(), slots_per_epoch);
  const auto read = all.read(
      newest, newest, [&](std::uint64_t epoch) { return tree.slots_needed(epoch, true); },
      [&](const EpochDuties& duties) -> Expected<void> {
        tree.recount(fresh, counter, duties);
        return {};
      });
  if (!read || unknown.empty()) return read;
  StoredDuties joined(*connection_, unknown, slots_per_epoch);
  return joined.read_withdrawals(
      first, newest, [&](const ValidatorWithdrawal& withdrawal) { tree.add(withdrawal); });
}

Expected<void> RunningJob::take_snapshot(const std::string& text, RunningStep& out) {
  const Bytes32 digest = digest_of(text);
  if (tree_ && digest == snapshot_sha256_) return {};
  Expected<NetworkSnapshot> snapshot = read_network_snapshot(text);
  if (!snapshot) return std::unexpected(snapshot.error());
  if (auto ok = check_stored_chain(*connection_, *snapshot); !ok) return ok;
  stored_ = false;
  snapshot_sha256_ = digest;
  std::vector<std::uint32_t> fresh;
  std::optional<RunningTree> next;
  if (tree_ && tree_->has_epochs()) next = tree_->with_snapshot(*snapshot, fresh);
  if (next) {
    if (auto ok = recount(*next, fresh); !ok) return ok;
    tree_ = std::move(next);
    return {};
  }
  Expected<RunningTree> begun = RunningTree::begin(std::move(*snapshot), *ruleset_);
  if (!begun) return std::unexpected(begun.error());
  tree_ = std::move(*begun);
  out.began_anew = true;
  return {};
}

/// What the tree holds is worth something only as long as its rows stand.
Expected<void> RunningJob::forget_if_rewritten(RunningStep& out) {
  if (!tree_ || !tree_->has_epochs()) return {};
  const auto proof = epoch_proof(*connection_, tree_->next_epoch() - 1);
  if (!proof) return std::unexpected(proof.error());
  if (*proof && **proof == newest_proof_) return {};
  tree_.reset();
  out.began_anew = true;
  return {};
}

Expected<void> RunningJob::add_epochs(std::uint64_t last, RunningStep& out) {
  const std::uint64_t first = tree_->next_epoch();
  const std::uint64_t end = std::min(last, last_duty_epoch(tree_->snapshot()));
  if (first > end) return {};
  const auto newest = newest_final_epoch(*connection_, first, end);
  if (!newest) return std::unexpected(newest.error());
  if (!*newest) return {};
  StoredDuties stored(*connection_, tree_->validators(), tree_->snapshot().clock.slots_per_epoch);
  const auto read = stored.read(
      first, **newest,
      [&](std::uint64_t epoch) { return tree_->slots_needed(epoch, epoch == **newest); },
      [&](const EpochDuties& duties) { return tree_->add(duties); });
  if (!read) return read;
  const auto withdrawn = stored.read_withdrawals(
      first, **newest, [&](const ValidatorWithdrawal& withdrawal) { tree_->add(withdrawal); });
  if (!withdrawn) return withdrawn;
  const auto proof = epoch_proof(*connection_, **newest);
  if (!proof) return std::unexpected(proof.error());
  newest_proof_ = proof->value_or("");
  out.epochs_added = **newest - first + 1;
  stored_ = false;
  return {};
}

/// At the interval's end the snapshot must have been taken at the block that the chain ends with.
Expected<void> RunningJob::check_end(const EndBlock& end) const {
  const IntervalBounds& interval = tree_->snapshot().interval;
  if (!tree_->is_complete() || (end.slot == interval.consensus_end_slot &&
                                end.execution_number == interval.execution_end_block))
    return {};
  return fail(ErrorKind::mismatch,
              fmt::format("the snapshot ends with slot {} and execution block {}, the stored "
                          "interval with slot {} and block {}",
                          interval.consensus_end_slot, interval.execution_end_block, end.slot,
                          end.execution_number),
              "snapshot /interval", "take the snapshot at the interval's last block");
}

Expected<void> RunningJob::store(RunningStep& out) {
  const NetworkSnapshot& snapshot = tree_->snapshot();
  const std::uint64_t epoch = tree_->next_epoch() - 1;
  const std::uint64_t slots_per_epoch = snapshot.clock.slots_per_epoch;
  const auto end =
      end_block(*connection_, snapshot.interval.first_slot, (epoch + 1) * slots_per_epoch - 1);
  if (!end) return std::unexpected(end.error());
  if (auto ok = check_end(*end); !ok) return ok;
  const auto file = tree_->file(*end);
  if (!file) return std::unexpected(file.error());
  const RunningStand stand{.first_epoch = first_duty_epoch(snapshot),
                           .last_epoch = epoch,
                           .planned_last_epoch = last_duty_epoch(snapshot),
                           .snapshot_sha256 = snapshot_sha256_};
  if (auto ok = put_running_tree(*connection_, stand, *file); !ok) return ok;
  merkle_root_ = file->merkle_root;
  out.stored = stored_ = true;
  return {};
}

Expected<RunningStep> RunningJob::step_once(const std::string& snapshot_text,
                                            std::uint64_t last_epoch) {
  RunningStep out;
  if (auto ok = forget_if_rewritten(out); !ok) return std::unexpected(ok.error());
  if (auto ok = take_snapshot(snapshot_text, out); !ok) return std::unexpected(ok.error());
  if (auto ok = add_epochs(last_epoch, out); !ok) return std::unexpected(ok.error());
  if (!tree_->has_epochs()) return out;
  if (!stored_) {
    if (auto ok = store(out); !ok) return std::unexpected(ok.error());
  }
  out.epoch = tree_->next_epoch() - 1;
  out.is_complete = tree_->is_complete();
  out.merkle_root = merkle_root_;
  return out;
}

Expected<RunningStep> RunningJob::step(const std::string& snapshot_text, std::uint64_t last_epoch) {
  Expected<RunningStep> out = step_once(snapshot_text, last_epoch);
  // Half of an epoch may have been counted: begin from the rows next time.
  if (!out) tree_.reset();
  return out;
}

}  // namespace apsis
