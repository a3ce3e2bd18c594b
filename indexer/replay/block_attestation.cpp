// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/preset.hpp"
#include "indexer/replay/accessors.hpp"
#include "indexer/replay/balances.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/epoch_steps.hpp"
#include "indexer/replay/phase0_votes.hpp"

namespace apsis {
namespace {

constexpr const char* here = "process_attestation";
constexpr std::uint64_t increment_gwei = preset::effective_balance_increment_gwei;

/// What a vote said, seen from the canonical chain.
struct VoteQuality {
  unsigned flags = 0;  ///< participation flags that it earns
  bool target_matches = false;
  bool head_matches = false;
};

/// A committee's slice of an aggregate.
struct CommitteeSlice {
  std::uint64_t committee_index;
  std::span<const std::uint32_t> members;
  std::size_t first_bit;
};

template <class P>
Expected<void> check_data(const Replay<P>& run, const AttestationData& data) {
  const std::uint64_t slot = run.state.slot;
  if (data.target.epoch != run.previous_epoch() && data.target.epoch != run.current_epoch()) {
    return refuse(here, "the target epoch is neither the current nor the previous one");
  }
  if (data.target.epoch != data.slot / P::slots_per_epoch) {
    return refuse(here, "the target epoch is not the slot's");
  }
  if (data.slot + preset::min_attestation_inclusion_delay > slot) {
    return refuse(here, "included too early");
  }
  if (!run.params().long_inclusion_window && slot > data.slot + P::slots_per_epoch) {
    return refuse(here, "included too late");
  }
  return {};
}

/// `get_attestation_participation_flag_indices`.
template <class P>
Expected<VoteQuality> judge(const Replay<P>& run, const AttestationData& data) {
  const BeaconState& state = run.state;
  const bool current = data.target.epoch == run.current_epoch();
  const Checkpoint& justified =
      current ? state.current_justified_checkpoint : state.previous_justified_checkpoint;
  if (data.source != justified) return refuse(here, "the source is not the justified checkpoint");
  const auto target = get_block_root<P>(state, data.target.epoch);
  if (!target) return std::unexpected(target.error());
  const auto head = get_block_root_at_slot<P>(state, data.slot);
  if (!head) return std::unexpected(head.error());
  VoteQuality out;
  out.target_matches = data.target.root == *target;
  out.head_matches = data.beacon_block_root == *head;
  const std::uint64_t delay = state.slot - data.slot;
  if (delay <= integer_squareroot(P::slots_per_epoch)) out.flags |= 1u << timely_source;
  if (out.target_matches && (run.params().long_inclusion_window || delay <= P::slots_per_epoch)) {
    out.flags |= 1u << timely_target;
  }
  if (out.target_matches && out.head_matches && delay == preset::min_attestation_inclusion_delay) {
    out.flags |= 1u << timely_head;
  }
  return out;
}

/// Committees that the aggregate speaks for; its bits run over them in this order.
template <class P>
Expected<std::vector<CommitteeSlice>> find_committees(const Replay<P>& run,
                                                      const SszView& attestation,
                                                      const AttestationData& data) {
  const Shuffling& shuffling =
      data.target.epoch == run.current_epoch() ? run.cache.current : run.cache.previous;
  std::vector<CommitteeSlice> out;
  std::size_t bits = 0;
  const auto add = [&](std::uint64_t index) {
    const auto members = shuffling.committee(data.slot, index);
    out.push_back({index, members, bits});
    bits += members.size();
  };
  if (run.params().committee_bits) {
    if (data.index != 0) return refuse(here, "the committee index of the data is not 0");
    const SszView chosen = attestation.field("committee_bits");
    for (std::size_t index = 0; index < chosen.bit_count(); ++index) {
      if (!chosen.bit(index)) continue;
      if (index >= shuffling.committees_per_slot) return refuse(here, "no such committee");
      add(index);
    }
  } else {
    if (data.index >= shuffling.committees_per_slot) return refuse(here, "no such committee");
    add(data.index);
  }
  if (attestation.field("aggregation_bits").bit_count() != bits) {
    return refuse(here, "the aggregation bits do not fit the committees");
  }
  return out;
}

/// Books in the vote columns that the slice's member voted.
void note_vote(VoteColumns& votes, std::uint32_t validator, const VoteQuality& quality,
               const AttestationData& data, std::uint64_t delay_slots) {
  votes.inclusion_delays[validator] |= std::uint64_t{1} << (delay_slots - 1);
  if (quality.target_matches) votes.votes[validator] |= VoteColumns::voted_target;
  if (quality.head_matches) {
    votes.votes[validator] |= VoteColumns::voted_head;
  } else if (votes.other_head[validator] == 0) {
    votes.other_head[validator] = votes.other_head_number(data.beacon_block_root);
  }
}

}  // namespace

template <class P>
Expected<std::vector<std::uint32_t>> get_attesting_indices(const Replay<P>& run,
                                                           const SszView& attestation,
                                                           const AttestationData& data) {
  if (auto ok = check_data(run, data); !ok) return std::unexpected(std::move(ok.error()));
  const auto committees = find_committees(run, attestation, data);
  if (!committees) return std::unexpected(committees.error());
  const SszView bits = attestation.field("aggregation_bits");
  std::vector<std::uint32_t> out;
  for (const CommitteeSlice& slice : *committees) {
    for (std::size_t i = 0; i < slice.members.size(); ++i) {
      if (bits.bit(slice.first_bit + i)) out.push_back(slice.members[i]);
    }
  }
  return out;
}

template <class P>
Expected<void> process_attestation(Replay<P>& run, const SszView& attestation) {
  if (run.state.fork == Fork::phase0) return process_phase0_attestation(run, attestation);
  BeaconState& state = run.state;
  const AttestationData data = read_attestation_data(attestation.field("data"));
  if (auto ok = check_data(run, data); !ok) return ok;
  const auto committees = find_committees(run, attestation, data);
  if (!committees) return std::unexpected(committees.error());
  const auto quality = judge(run, data);
  if (!quality) return std::unexpected(quality.error());

  const bool current = data.target.epoch == run.current_epoch();
  HashedColumn<std::uint8_t>& participation =
      current ? state.current_epoch_participation : state.previous_epoch_participation;
  VoteColumns* votes = nullptr;
  if (run.ledger != nullptr) {
    votes = current ? &run.ledger->current_votes : &run.ledger->previous_votes;
  }
  const SszView bits = attestation.field("aggregation_bits");
  std::uint64_t weighted_increments = 0;
  for (const CommitteeSlice& slice : *committees) {
    bool any = false;
    for (std::size_t i = 0; i < slice.members.size(); ++i) {
      if (!bits.bit(slice.first_bit + i)) continue;
      any = true;
      const std::uint32_t validator = slice.members[i];
      if (votes != nullptr) {
        note_vote(*votes, validator, *quality, data, state.slot - data.slot);
      }
      const unsigned before = participation[validator];
      const unsigned fresh = quality->flags & ~before;
      if (fresh == 0) continue;
      std::uint64_t weight = 0;
      for (std::size_t flag = 0; flag < flag_count; ++flag) {
        if ((fresh >> flag & 1) != 0) weight += flag_weights[flag];
      }
      participation.set(validator, static_cast<std::uint8_t>(before | fresh));
      weighted_increments +=
          state.validators.effective_balance_gwei[validator] / increment_gwei * weight;
    }
    if (!any) return refuse(here, "a committee has no voter");
  }
  // base_reward is a whole number of increments times the same factor, so the sum factors exactly.
  constexpr std::uint64_t denominator =
      (weight_denominator - proposer_weight) * weight_denominator / proposer_weight;
  const std::uint64_t reward =
      weighted_increments * run.cache.base_reward_per_increment_gwei / denominator;
  run.income.attestations_gwei += reward;
  const auto proposer = get_beacon_proposer_index<P>(state, run.cache);
  if (!proposer) return std::unexpected(proposer.error());
  return increase_balance(run, *proposer, reward, Component::proposer_attestations);
}

template Expected<std::vector<std::uint32_t>> get_attesting_indices(const Replay<MainnetPreset>&,
                                                                    const SszView&,
                                                                    const AttestationData&);
template Expected<std::vector<std::uint32_t>> get_attesting_indices(const Replay<MinimalPreset>&,
                                                                    const SszView&,
                                                                    const AttestationData&);
template Expected<std::vector<std::uint32_t>> get_attesting_indices(const Replay<GnosisPreset>&,
                                                                    const SszView&,
                                                                    const AttestationData&);
template Expected<void> process_attestation(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_attestation(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_attestation(Replay<GnosisPreset>&, const SszView&);

}  // namespace apsis
