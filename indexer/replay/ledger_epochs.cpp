// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/ledger_epochs.hpp"

#include <numeric>

#include "indexer/decode/preset.hpp"

namespace apsis {
namespace {

/// Duties of an epoch as its committees give them, no vote there yet.
EpochVotes open_votes(const Shuffling& shuffling) {
  EpochVotes out;
  out.epoch = shuffling.epoch;
  out.attester_seed = shuffling.seed;
  out.slots_per_epoch = shuffling.slots_per_epoch;
  out.committees_per_slot = shuffling.committees_per_slot;
  out.members = shuffling.shuffled;
  out.inclusion_delays.resize(out.members.size());
  out.votes.resize(out.members.size());
  out.other_head.resize(out.members.size());
  return out;
}

ValidatorRecord record_of(const Registry& registry, std::uint32_t i) {
  return {i,
          registry.pubkey[i],
          registry.withdrawal_credentials[i],
          registry.effective_balance_gwei[i],
          registry.slashed[i] != 0,
          registry.activation_eligibility_epoch[i],
          registry.activation_epoch[i],
          registry.exit_epoch[i],
          registry.withdrawable_epoch[i]};
}

template <class P>
void note_sync_period(Replay<P>& run, EpochLedger& ledger) {
  SyncPeriodRecord record;
  record.period = ledger.epoch / P::epochs_per_sync_committee_period;
  for (const Bytes48& pubkey : run.state.current_sync_committee.committee.pubkeys) {
    if (const auto validator = run.state.validators.find(pubkey)) {
      record.validators.push_back(*validator);
    }
  }
  ledger.sync_periods.push_back(std::move(record));
}

template <class P>
void open_ledger(Replay<P>& run, bool from_start) {
  EpochLedger& now = run.ledger->now;
  now = {};
  now.epoch = run.current_epoch();
  now.from_first_slot = from_start;
  now.balance_start_gwei = run.state.balances.values();
  const bool begins_period = now.epoch % P::epochs_per_sync_committee_period == 0;
  if (begins_period || now.epoch == run.ledger->first_epoch) note_sync_period(run, now);
}

}  // namespace

template <class P>
void attach_ledger(Replay<P>& run, Ledger& ledger) {
  run.ledger = &ledger;
  ledger.current_votes = open_votes(run.cache.current);
  ledger.previous_votes = open_votes(run.cache.previous);
  // A state that was taken after its slot's block lacks what that block booked.
  const bool block_applied =
      run.state.slot != 0 && run.state.latest_block_header.slot == run.state.slot;
  open_ledger(run, run.state.slot % P::slots_per_epoch == 0 && !block_applied);
  if (ledger.now.sync_periods.empty()) note_sync_period(run, ledger.now);
}

template <class P>
void note_block(Replay<P>& run) {
  if (run.ledger == nullptr) return;
  run.income.slot = run.state.slot;
  run.income.proposer = static_cast<std::uint32_t>(run.state.latest_block_header.proposer_index);
  // The root is filled in at the end of the slot, when the header is complete.
  run.income.block_root = Bytes32{};
  run.ledger->now.proposals.push_back(run.income);
}

template <class P>
Expected<void> note_empty_slot(Replay<P>& run) {
  if (run.ledger == nullptr) return {};
  std::vector<ProposalRecord>& proposals = run.ledger->now.proposals;
  const std::uint64_t slot = run.state.slot;
  if (!proposals.empty() && proposals.back().slot == slot) {
    proposals.back().block_root = run.state.block_roots[slot % P::slots_per_historical_root];
    return {};
  }
  // The anchor's own slot belongs to what came before.
  if (run.state.latest_block_header.slot == slot) return {};
  const auto proposer = get_beacon_proposer_index<P>(run.state, run.cache);
  if (!proposer) return std::unexpected(proposer.error());
  proposals.push_back({slot, *proposer, std::nullopt, 0, 0, 0});
  return {};
}

template <class P>
void turn_ledger(Replay<P>& run) {
  if (run.ledger == nullptr) return;
  Ledger& ledger = *run.ledger;
  EpochLedger& now = ledger.now;
  const std::size_t count = run.state.validators.size();
  now.balance_end_gwei = run.state.balances.values();
  std::vector<std::uint32_t> changed = run.state.validators.take_changed();
  if (now.epoch < ledger.first_epoch) {
    changed.clear();
  } else if (!ledger.validators_written) {
    changed.resize(count);
    std::iota(changed.begin(), changed.end(), 0u);
    ledger.validators_written = true;
  }
  now.changed_validators.reserve(changed.size());
  for (const std::uint32_t validator : changed) {
    now.changed_validators.push_back(record_of(run.state.validators, validator));
  }
  now.duties.votes = std::move(ledger.previous_votes);
  ledger.previous_votes = std::move(ledger.current_votes);
  // The books of an epoch that was seen in part are not kept; its sync committee goes on.
  std::vector<SyncPeriodRecord> going_on;
  if (!now.from_first_slot) going_on = now.sync_periods;
  ledger.finished.push_back(std::move(now));
  ledger.current_votes = open_votes(run.cache.current);
  open_ledger(run, true);
  if (ledger.now.sync_periods.empty()) ledger.now.sync_periods = std::move(going_on);
}

template void attach_ledger(Replay<MainnetPreset>&, Ledger&);
template void attach_ledger(Replay<MinimalPreset>&, Ledger&);
template void attach_ledger(Replay<GnosisPreset>&, Ledger&);
template void note_block(Replay<MainnetPreset>&);
template void note_block(Replay<MinimalPreset>&);
template void note_block(Replay<GnosisPreset>&);
template Expected<void> note_empty_slot(Replay<MainnetPreset>&);
template Expected<void> note_empty_slot(Replay<MinimalPreset>&);
template Expected<void> note_empty_slot(Replay<GnosisPreset>&);
template void turn_ledger(Replay<MainnetPreset>&);
template void turn_ledger(Replay<MinimalPreset>&);
template void turn_ledger(Replay<GnosisPreset>&);

}  // namespace apsis
