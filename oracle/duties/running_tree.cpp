// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/running_tree.hpp"

#include <algorithm>
#include <numeric>

#include "core/check.hpp"
#include "oracle/interval/interval_rewards.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/rewards_file_writer.hpp"

namespace apsis {

namespace {

/// Whether two windows count the same of all slots before `end_slot`.
bool same_until(DutyWindow a, DutyWindow b, std::uint64_t end_slot) {
  for (DutyWindow* window : {&a, &b}) {
    window->last_slot = std::min(window->last_slot, end_slot - 1);
    if (window->first_slot > window->last_slot) *window = {.validator = window->validator};
    window->activation_epoch = window->exit_epoch = 0;
  }
  return a == b;
}

}  // namespace

RunningTree::RunningTree(NetworkSnapshot snapshot, const Ruleset& ruleset, DutyCounter counter,
                         CountingRules rules)
    : snapshot_(std::move(snapshot)),
      ruleset_(&ruleset),
      rules_(rules),
      counter_(std::move(counter)),
      next_epoch_(first_duty_epoch(snapshot_)) {
  for (const DutyWindow& window : counter_.windows()) validators_.push_back(window.validator);
}

Expected<RunningTree> RunningTree::begin(NetworkSnapshot snapshot, const Ruleset& ruleset) {
  const Expected<DutyScorer> scorer = begin_interval(snapshot, ruleset);
  if (!scorer) return std::unexpected(scorer.error());
  const CountingRules rules = scorer->counting_rules();
  DutyCounter counter(scorer->windows(), rules);
  return RunningTree(std::move(snapshot), ruleset, std::move(counter), rules);
}

std::vector<std::uint32_t> RunningTree::slots_needed(std::uint64_t epoch, bool newest) const {
  if (!newest) return counter_.slots_needed(epoch);
  std::vector<std::uint32_t> all(validators_.size());
  std::iota(all.begin(), all.end(), 0u);
  return all;
}

void RunningTree::keep(const EpochDuties& duties) {
  newest_ = KeptEpoch{duties.epoch,
                      {duties.slots.begin(), duties.slots.end()},
                      {duties.late.begin(), duties.late.end()}};
}

Expected<void> RunningTree::add(const EpochDuties& duties) {
  CHECK(duties.epoch == next_epoch_);
  if (newest_) {
    if (auto ok = counter_.add(newest_->view()); !ok) return ok;
  }
  keep(duties);
  ++next_epoch_;
  return {};
}

Expected<RewardsFile> RunningTree::file(const EndBlock& end) const {
  CHECK(newest_.has_value());
  const NetworkSnapshot cut = cut_snapshot(snapshot_, newest_->epoch, end);
  Expected<DutyScorer> scorer = begin_interval(cut, *ruleset_);
  if (!scorer) return std::unexpected(scorer.error());
  DutyCounter counter = counter_;
  if (auto ok = counter.add(newest_->view(), cut.interval.consensus_end_slot); !ok)
    return std::unexpected(ok.error());
  scorer->add_counts(counter);
  for (const ValidatorWithdrawal& withdrawal : withdrawals_) scorer->add_withdrawal(withdrawal);
  const auto result = compute_interval(cut, *ruleset_, std::move(*scorer));
  if (!result) return std::unexpected(result.error());
  Expected<RewardsFile> file = build_rewards_file(cut, *ruleset_, *result);
  if (!file) return file;
  if (auto ok = verify_rewards_file(*file); !ok) return std::unexpected(ok.error());
  return file;
}

std::optional<RunningTree> RunningTree::with_snapshot(NetworkSnapshot snapshot,
                                                      std::vector<std::uint32_t>& fresh) const {
  fresh.clear();
  const bool same_interval =
      snapshot.network == snapshot_.network &&
      snapshot.interval.index == snapshot_.interval.index &&
      snapshot.interval.consensus_start_slot == snapshot_.interval.consensus_start_slot &&
      snapshot.clock.genesis_time == snapshot_.clock.genesis_time &&
      snapshot.clock.slots_per_epoch == snapshot_.clock.slots_per_epoch &&
      snapshot.clock.seconds_per_slot == snapshot_.clock.seconds_per_slot &&
      next_epoch_ <= last_duty_epoch(snapshot) + 1;
  if (!same_interval) return std::nullopt;
  Expected<RunningTree> out = begin(std::move(snapshot), *ruleset_);
  if (!out) return std::nullopt;
  out->next_epoch_ = next_epoch_;
  out->withdrawals_ = withdrawals_;
  const std::uint64_t counted = newest_ ? newest_->epoch : next_epoch_;
  const std::uint64_t end_slot = counted * rules_.slots_per_epoch;
  const std::vector<DutyWindow>& before = counter_.windows();
  for (std::uint32_t i = 0; i < out->validators_.size(); ++i) {
    const DutyWindow& window = out->counter_.windows()[i];
    const auto found =
        std::ranges::lower_bound(before, window.validator, {}, &DutyWindow::validator);
    const bool known = found != before.end() && found->validator == window.validator;
    if (known && same_until(*found, window, end_slot))
      out->counter_.set_count(i, counter_.count(static_cast<std::size_t>(found - before.begin())));
    else
      fresh.push_back(i);
  }
  return std::move(*out);
}

DutyCounter RunningTree::counter_of(const std::vector<std::uint32_t>& places) const {
  std::vector<DutyWindow> windows;
  for (const std::uint32_t place : places) windows.push_back(counter_.windows()[place]);
  return DutyCounter(std::move(windows), rules_);
}

void RunningTree::recount(const std::vector<std::uint32_t>& fresh, const DutyCounter& counter,
                          const std::optional<EpochDuties>& newest) {
  for (std::size_t i = 0; i < fresh.size(); ++i) counter_.set_count(fresh[i], counter.count(i));
  if (newest) keep(*newest);
}

}  // namespace apsis
