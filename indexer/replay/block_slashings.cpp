// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "indexer/decode/preset.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/exits.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {
namespace {

/// `is_slashable_validator`.
bool is_slashable(const Registry& registry, std::size_t validator, std::uint64_t epoch) {
  return registry.slashed[validator] == 0 && registry.activation_epoch[validator] <= epoch &&
         epoch < registry.withdrawable_epoch[validator];
}

/// `is_slashable_attestation_data`: a double vote or a surround vote.
bool is_slashable_pair(const AttestationData& a, const AttestationData& b) {
  const bool double_vote = a != b && a.target.epoch == b.target.epoch;
  const bool surrounds = a.source.epoch < b.source.epoch && b.target.epoch < a.target.epoch;
  return double_vote || surrounds;
}

std::vector<std::uint64_t> read_indices(const SszView& indexed_attestation) {
  const SszView indices = indexed_attestation.field("attesting_indices");
  std::vector<std::uint64_t> out(indices.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = indices[i].as_u64();
  return out;
}

/// `is_valid_indexed_attestation` but for the signature.
bool are_valid_indices(const std::vector<std::uint64_t>& indices, std::size_t registry_size) {
  return !indices.empty() && indices.back() < registry_size &&
         std::adjacent_find(indices.begin(), indices.end(), std::greater_equal<>()) ==
             indices.end();
}

}  // namespace

template <class P>
Expected<void> process_proposer_slashing(Replay<P>& run, const SszView& slashing) {
  constexpr const char* here = "process_proposer_slashing";
  const BeaconBlockHeader first = read_header(slashing.field("signed_header_1").field("message"));
  const BeaconBlockHeader second = read_header(slashing.field("signed_header_2").field("message"));
  if (first.slot != second.slot) return refuse(here, "the headers are of different slots");
  if (first.proposer_index != second.proposer_index) {
    return refuse(here, "the headers are of different proposers");
  }
  if (first == second) return refuse(here, "the headers are the same");
  if (first.proposer_index >= run.state.validators.size()) {
    return refuse(here, "the proposer is not in the registry");
  }
  if (!is_slashable(run.state.validators, first.proposer_index, run.current_epoch())) {
    return refuse(here, "the proposer cannot be slashed");
  }
  return slash_validator(run, first.proposer_index);
}

template <class P>
Expected<void> process_attester_slashing(Replay<P>& run, const SszView& slashing) {
  constexpr const char* here = "process_attester_slashing";
  const SszView first = slashing.field("attestation_1");
  const SszView second = slashing.field("attestation_2");
  if (!is_slashable_pair(read_attestation_data(first.field("data")),
                         read_attestation_data(second.field("data")))) {
    return refuse(here, "the votes do not contradict each other");
  }
  const std::vector<std::uint64_t> a = read_indices(first);
  const std::vector<std::uint64_t> b = read_indices(second);
  const std::size_t count = run.state.validators.size();
  if (!are_valid_indices(a, count) || !are_valid_indices(b, count)) {
    return refuse(here, "the attesting indices are not ascending places in the registry");
  }
  std::vector<std::uint64_t> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  bool any = false;
  for (const std::uint64_t validator : both) {
    if (!is_slashable(run.state.validators, validator, run.current_epoch())) continue;
    if (auto ok = slash_validator(run, validator); !ok) return ok;
    any = true;
  }
  if (!any) return refuse(here, "nobody can be slashed for it");
  return {};
}

template Expected<void> process_proposer_slashing(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_proposer_slashing(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_proposer_slashing(Replay<GnosisPreset>&, const SszView&);
template Expected<void> process_attester_slashing(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_attester_slashing(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_attester_slashing(Replay<GnosisPreset>&, const SszView&);

}  // namespace apsis
