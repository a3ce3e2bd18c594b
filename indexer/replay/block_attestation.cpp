// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>

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
  std::size_t first_place;  ///< of its members in the epoch's shuffled list
  std::size_t first_bit;
};

/// Votes that are looked at together.
constexpr std::size_t votes_per_word = 64;

/// Bits [first, first + count) of a bitfield, `count` <= 64, from the lowest bit on.
std::uint64_t bits_at(ByteSpan bits, std::size_t first, std::size_t count) {
  std::uint8_t bytes[16] = {};
  std::memcpy(bytes, bits.data() + first / 8, std::min<std::size_t>(9, bits.size() - first / 8));
  std::uint64_t word = load_le<std::uint64_t>(bytes) >> first % 8;
  if (first % 8 != 0) word |= std::uint64_t{bytes[8]} << (64 - first % 8);
  return count < votes_per_word ? word & ((std::uint64_t{1} << count) - 1) : word;
}

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
    const auto place = static_cast<std::size_t>(members.data() - shuffling.shuffled.data());
    out.push_back({index, members, place, bits});
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

/// Books that of the duties from `place` on those in `voters` were done.
void note_votes(EpochVotes& votes, std::size_t place, std::uint64_t voters,
                const VoteQuality& quality, const AttestationData& data,
                std::uint64_t delay_slots) {
  const std::size_t count = static_cast<std::size_t>(std::bit_width(voters));
  const auto said =
      static_cast<std::uint8_t>((quality.target_matches ? VoteColumns::voted_target : 0) |
                                (quality.head_matches ? VoteColumns::voted_head : 0));
  std::uint64_t* const delays = votes.inclusion_delays.data() + place;
  std::uint8_t* const what = votes.votes.data() + place;
  const std::uint64_t delay = std::uint64_t{1} << (delay_slots - 1);
  for (std::size_t first = 0; first < count; first += 8) {
    const std::uint64_t eight = voters >> first & 0xff;
    if (eight == 0xff) {  // the usual case, without a branch for each
      for (std::size_t i = first; i < first + 8; ++i) delays[i] |= delay;
      for (std::size_t i = first; i < first + 8; ++i) what[i] |= said;
      continue;
    }
    for (std::uint64_t rest = eight; rest != 0; rest &= rest - 1) {
      const std::size_t i = first + static_cast<std::size_t>(std::countr_zero(rest));
      delays[i] |= delay;
      what[i] |= said;
    }
  }
  if (quality.head_matches || voters == 0) return;
  const std::uint16_t number = votes.other_head_number(data.beacon_block_root);
  for (std::size_t i = 0; i < count; ++i) {
    std::uint16_t& head = votes.other_head[place + i];
    if ((voters >> i & 1) != 0 && head == 0) head = number;
  }
}

/// Sets the flags that voters had not earned yet; gives the sum of the increments of those who
/// earn, times the weights of what they earn.
std::uint64_t set_flags(HashedColumn<std::uint8_t>& participation, const Registry& registry,
                        std::span<const std::uint32_t> members, std::uint64_t voters,
                        unsigned flags) {
  std::uint64_t weighted_increments = 0;
  for (; voters != 0; voters &= voters - 1) {
    const std::uint32_t validator = members[static_cast<std::size_t>(std::countr_zero(voters))];
    const unsigned before = participation[validator];
    const unsigned fresh = flags & ~before;
    if (fresh == 0) continue;
    std::uint64_t weight = 0;
    for (std::size_t flag = 0; flag < flag_count; ++flag) {
      if ((fresh >> flag & 1) != 0) weight += flag_weights[flag];
    }
    participation.set(validator, static_cast<std::uint8_t>(before | fresh));
    weighted_increments += registry.effective_balance_gwei[validator] / increment_gwei * weight;
  }
  return weighted_increments;
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
  EpochVotes* votes = nullptr;
  if (run.ledger != nullptr) {
    votes = current ? &run.ledger->current_votes : &run.ledger->previous_votes;
  }
  const SszView bits = attestation.field("aggregation_bits");
  std::uint64_t weighted_increments = 0;
  for (const CommitteeSlice& slice : *committees) {
    bool any = false;
    for (std::size_t i = 0; i < slice.members.size(); i += votes_per_word) {
      const std::size_t count = std::min(votes_per_word, slice.members.size() - i);
      const std::uint64_t voters = bits_at(bits.bytes(), slice.first_bit + i, count);
      any = any || voters != 0;
      if (votes != nullptr) {
        note_votes(*votes, slice.first_place + i, voters, *quality, data, state.slot - data.slot);
      }
      weighted_increments += set_flags(participation, state.validators, slice.members.subspan(i),
                                       voters, quality->flags);
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
