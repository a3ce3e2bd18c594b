// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/phase0_votes.hpp"

#include "indexer/decode/preset.hpp"
#include "indexer/replay/accessors.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/epoch_steps.hpp"

namespace apsis {
namespace {

/// `get_attesting_indices` of a vote that the state keeps.
template <class P>
Expected<std::vector<std::uint32_t>> voters_of(const Replay<P>& run,
                                               const PendingAttestation& vote) {
  constexpr const char* here = "get_attesting_indices";
  const std::uint64_t epoch = vote.data.slot / P::slots_per_epoch;
  if (epoch != run.current_epoch() && epoch != run.previous_epoch()) {
    return refuse(here, "a pending attestation of another epoch");
  }
  const Shuffling& shuffling =
      epoch == run.current_epoch() ? run.cache.current : run.cache.previous;
  if (vote.data.index >= shuffling.committees_per_slot) return refuse(here, "no such committee");
  const auto members = shuffling.committee(vote.data.slot, vote.data.index);
  if (vote.bit_count() != members.size()) {
    return refuse(here, "the aggregation bits do not fit the committee");
  }
  if (vote.inclusion_delay == 0 || vote.proposer_index >= run.state.validators.size()) {
    return refuse(here, "a pending attestation without delay or of an unknown proposer");
  }
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (vote.bit(i)) out.push_back(members[i]);
  }
  return out;
}

/// Whether a vote for `epoch` named the right target, and then the right head too.
struct VoteMatch {
  bool target, head;
};

template <class P>
Expected<VoteMatch> match(const Replay<P>& run, const AttestationData& data, std::uint64_t epoch) {
  const auto target = get_block_root<P>(run.state, epoch);
  if (!target) return std::unexpected(target.error());
  if (data.target.root != *target) return VoteMatch{false, false};
  const auto head = get_block_root_at_slot<P>(run.state, data.slot);
  if (!head) return std::unexpected(head.error());
  return VoteMatch{true, data.beacon_block_root == *head};
}

/// `get_attestation_participation_flag_indices` of Altair, as bits.
template <class P>
Expected<unsigned> altair_flags(const Replay<P>& run, const PendingAttestation& vote) {
  const bool current = vote.data.target.epoch == run.current_epoch();
  const Checkpoint& justified =
      current ? run.state.current_justified_checkpoint : run.state.previous_justified_checkpoint;
  if (vote.data.source != justified) {
    return refuse("translate_participation", "the source is not the justified checkpoint");
  }
  const auto matches = match(run, vote.data, vote.data.target.epoch);
  if (!matches) return std::unexpected(matches.error());
  unsigned flags = 0;
  if (vote.inclusion_delay <= integer_squareroot(P::slots_per_epoch)) flags |= 1u << timely_source;
  if (matches->target && vote.inclusion_delay <= P::slots_per_epoch) flags |= 1u << timely_target;
  if (matches->head && vote.inclusion_delay == preset::min_attestation_inclusion_delay) {
    flags |= 1u << timely_head;
  }
  return flags;
}

}  // namespace

template <class P>
Expected<Phase0Votes> count_phase0_votes(const Replay<P>& run,
                                         const HashedList<PendingAttestation>& attestations,
                                         std::uint64_t epoch) {
  const std::size_t count = run.state.validators.size();
  Phase0Votes out{std::vector<std::uint8_t>(count), std::vector<std::uint64_t>(count),
                  std::vector<std::uint64_t>(count)};
  for (const PendingAttestation& vote : attestations.values()) {
    const auto matches = match(run, vote.data, epoch);
    if (!matches) return std::unexpected(matches.error());
    const auto voters = voters_of(run, vote);
    if (!voters) return std::unexpected(voters.error());
    const unsigned flags = 1u << timely_source | unsigned{matches->target} << timely_target |
                           unsigned{matches->head} << timely_head;
    for (const std::uint32_t validator : *voters) {
      out.flags[validator] = static_cast<std::uint8_t>(out.flags[validator] | flags);
      std::uint64_t& delay = out.delay_slots[validator];
      if (delay != 0 && delay <= vote.inclusion_delay) continue;
      delay = vote.inclusion_delay;
      out.proposer_indices[validator] = vote.proposer_index;
    }
  }
  return out;
}

template <class P>
Expected<void> process_phase0_attestation(Replay<P>& run, const SszView& attestation) {
  constexpr const char* here = "process_attestation";
  BeaconState& state = run.state;
  const AttestationData data = read_attestation_data(attestation.field("data"));
  const auto voters = get_attesting_indices(run, attestation, data);
  if (!voters) return std::unexpected(voters.error());
  const bool current = data.target.epoch == run.current_epoch();
  if (data.source !=
      (current ? state.current_justified_checkpoint : state.previous_justified_checkpoint)) {
    return refuse(here, "the source is not the justified checkpoint");
  }
  if (voters->empty()) return refuse(here, "nobody voted");
  const auto proposer = get_beacon_proposer_index<P>(state, run.cache);
  if (!proposer) return std::unexpected(proposer.error());
  HashedList<PendingAttestation>& list =
      current ? state.current_epoch_attestations : state.previous_epoch_attestations;
  if (list.size() >= preset::max_attestations * P::slots_per_epoch) {
    return refuse(here, "the state holds as many attestations as it can");
  }
  const ByteSpan bits = attestation.field("aggregation_bits").bytes();
  list.push_back({Bytes(bits.begin(), bits.end()), data, state.slot - data.slot, *proposer});
  return {};
}

template <class P>
Expected<void> translate_participation(Replay<P>& run) {
  BeaconState& state = run.state;
  for (const PendingAttestation& vote : state.previous_epoch_attestations.values()) {
    const auto flags = altair_flags(run, vote);
    if (!flags) return std::unexpected(flags.error());
    const auto voters = voters_of(run, vote);
    if (!voters) return std::unexpected(voters.error());
    for (const std::uint32_t validator : *voters) {
      const unsigned before = state.previous_epoch_participation[validator];
      state.previous_epoch_participation.set(validator, static_cast<std::uint8_t>(before | *flags));
    }
  }
  return {};
}

template Expected<Phase0Votes> count_phase0_votes(const Replay<MainnetPreset>&,
                                                  const HashedList<PendingAttestation>&,
                                                  std::uint64_t);
template Expected<Phase0Votes> count_phase0_votes(const Replay<MinimalPreset>&,
                                                  const HashedList<PendingAttestation>&,
                                                  std::uint64_t);
template Expected<Phase0Votes> count_phase0_votes(const Replay<GnosisPreset>&,
                                                  const HashedList<PendingAttestation>&,
                                                  std::uint64_t);
template Expected<void> process_phase0_attestation(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_phase0_attestation(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_phase0_attestation(Replay<GnosisPreset>&, const SszView&);
template Expected<void> translate_participation(Replay<MainnetPreset>&);
template Expected<void> translate_participation(Replay<MinimalPreset>&);
template Expected<void> translate_participation(Replay<GnosisPreset>&);

}  // namespace apsis
