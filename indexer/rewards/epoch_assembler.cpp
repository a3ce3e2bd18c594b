// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/rewards/epoch_assembler.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "indexer/rewards/epoch_columns.hpp"
#include "indexer/rewards/miss_cause.hpp"

namespace apsis {
namespace {

bool is_duty(Component component) {
  return component <= Component::inactivity;
}

/// The record of a ledger's own epoch, but for its duties.
EpochRecord begin_record(EpochLedger& ledger, ValidatorColumns columns) {
  EpochRecord record{};
  record.epoch = Epoch(ledger.epoch);
  record.validators = std::move(columns);
  record.proposals = std::move(ledger.proposals);
  record.withdrawals = std::move(ledger.withdrawals);
  record.deposits = std::move(ledger.deposits);
  record.sync_periods = std::move(ledger.sync_periods);
  record.changed_validators = std::move(ledger.changed_validators);
  for (const Saturation& saturation : ledger.saturations) {
    if (!is_duty(saturation.component)) record.saturations.push_back(saturation);
  }
  return record;
}

void add_empty_slots(const std::vector<ProposalRecord>& proposals, std::set<std::uint64_t>& out) {
  for (const ProposalRecord& proposal : proposals) {
    if (!proposal.block_root) out.insert(proposal.slot);
  }
}

}  // namespace

void EpochAssembler::add_block(const BlockRecord& block) {
  blocks_[block.slot / slots_per_epoch_].push_back(block);
}

void EpochAssembler::add_orphan_votes(std::uint64_t slot, std::vector<OrphanAggregate> aggregates) {
  auto& all = orphan_votes_[slot / slots_per_epoch_];
  std::move(aggregates.begin(), aggregates.end(), std::back_inserter(all));
}

EpochRecord EpochAssembler::finish(const EpochLedger& next) {
  EpochRecord record = std::move(*open_);
  const DutyBooking& duties = next.duties;
  const std::uint64_t epoch = record.epoch.value;
  const VoteColumns votes = duties.votes.by_validator(next.balance_end_gwei.size());
  fill_duties(record.validators, duties, votes);
  record.active_validators = duties.active_validators;
  record.active_balance_gwei = duties.active_balance_gwei;
  record.source_balance_gwei = duties.flag_balance_gwei[0];
  record.target_balance_gwei = duties.flag_balance_gwei[1];
  record.head_balance_gwei = duties.flag_balance_gwei[2];
  record.inactivity_leak = duties.inactivity_leak;
  for (const Saturation& saturation : next.saturations) {
    if (is_duty(saturation.component)) record.saturations.push_back(saturation);
  }
  // Votes of an epoch may stand in blocks up to the end of the next one.
  ChainAround around;
  add_empty_slots(record.proposals, around.empty_slots);
  add_empty_slots(next.proposals, around.empty_slots);
  std::vector<OrphanAggregate> aggregates;
  for (const std::uint64_t e : {epoch, epoch + 1}) {
    for (const BlockRecord& block : blocks_[e]) {
      if (block.orphaned) around.orphan_roots.insert(block.root);
    }
    const auto& more = orphan_votes_[e];
    aggregates.insert(aggregates.end(), more.begin(), more.end());
  }
  around.orphan_vote = mark_orphan_votes(votes, aggregates);
  record.validators.miss_cause = explain_misses(votes, duties.flags, around);
  record.validators.miss_cause.resize(record.validators.balance_end_gwei.size(),
                                      MissCause::no_duty);
  record.blocks = std::move(blocks_[epoch]);
  std::stable_sort(
      record.blocks.begin(), record.blocks.end(), [](const BlockRecord& a, const BlockRecord& b) {
        return std::tie(a.slot, a.orphaned, a.root) < std::tie(b.slot, b.orphaned, b.root);
      });
  blocks_.erase(blocks_.begin(), blocks_.upper_bound(epoch));
  orphan_votes_.erase(orphan_votes_.begin(), orphan_votes_.upper_bound(epoch));
  return record;
}

Expected<std::optional<EpochRecord>> EpochAssembler::add_ledger(EpochLedger ledger) {
  std::optional<EpochRecord> out;
  if (open_) out = finish(ledger);
  open_.reset();
  if (!ledger.from_first_slot) return out;
  auto columns = open_columns(ledger);
  if (!columns) return std::unexpected(std::move(columns.error()));
  open_ = begin_record(ledger, std::move(*columns));
  return out;
}

}  // namespace apsis
