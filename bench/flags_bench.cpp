// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "bench/benches.hpp"
#include "bench/made_chain.hpp"
#include "bench/made_state.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/epoch_steps.hpp"

namespace apsis {
namespace {

using P = MainnetPreset;

/// A block far enough in its epoch that all its aggregates are of the same one.
constexpr std::size_t block_number = 10;

/// Flags that a right vote earns after so many slots.
unsigned earned(std::uint64_t delay_slots) {
  constexpr std::uint64_t source_slots = 5;  // the square root of an epoch's 32
  return (delay_slots <= source_slots ? 1u << timely_source : 0u) | 1u << timely_target |
         (delay_slots == 1 ? 1u << timely_head : 0u);
}

/// What the aggregates of a block do to the validators.
struct PlainVotes {
  std::vector<std::uint8_t> participation;
  std::vector<std::uint64_t> inclusion_delays;
  std::uint64_t weighted_gwei = 0;
};

/// The aggregates of a block vote by vote, on columns by validator.
Expected<void> vote_plainly(const Replay<P>& run, const SszView& attestations, PlainVotes& votes) {
  for (std::size_t i = 0; i < attestations.size(); ++i) {
    const AttestationData data = read_attestation_data(attestations[i].field("data"));
    const auto voters = get_attesting_indices(run, attestations[i], data);
    if (!voters) return std::unexpected(voters.error());
    const std::uint64_t delay = run.state.slot - data.slot;
    for (const std::uint32_t validator : *voters) {
      const unsigned before = votes.participation[validator];
      votes.inclusion_delays[validator] |= std::uint64_t{1} << (delay - 1);
      votes.participation[validator] = static_cast<std::uint8_t>(before | earned(delay));
      for (std::size_t flag = 0; flag < flag_count; ++flag) {
        if ((earned(delay) & ~before) >> flag & 1) {
          votes.weighted_gwei +=
              run.state.validators.effective_balance_gwei[validator] * flag_weights[flag];
        }
      }
    }
  }
  return {};
}

}  // namespace

Expected<void> bench_flags(const BenchSize& size, BenchReport& report) {
  const auto chain = MadeChain::make(size, block_number + 1);
  if (!chain) return std::unexpected(chain.error());
  const ChainConfig config = made_config();
  const ChainTypes types = ChainTypes::make<P>(config);
  auto run = start_replay<P>(config, types, Fork::fulu, chain->state());
  if (!run) return std::unexpected(run.error());
  Ledger ledger;
  attach_ledger(*run, ledger);
  for (std::size_t i = 0; i < block_number; ++i) {
    const Bytes block = chain->block(i);
    const auto view = types[Fork::fulu].decode("BeaconBlock", block);
    if (!view) return std::unexpected(view.error());
    if (auto ok = apply_block(*run, *view); !ok) return ok;
  }
  if (auto ok = process_slots(*run, made_first_slot + block_number); !ok) return ok;
  const Bytes block = chain->block(block_number);
  const auto view = types[Fork::fulu].decode("BeaconBlock", block);
  if (!view) return std::unexpected(view.error());
  const SszView attestations = view->field("body").field("attestations");
  const std::size_t count = run->state.validators.size();
  PlainVotes votes{run->state.current_epoch_participation.values(),
                   ledger.current_votes.by_validator(count).inclusion_delays};
  const Stopwatch plain;
  if (auto ok = vote_plainly(*run, attestations, votes); !ok) return ok;
  const double plain_ms = plain.ms();
  const std::uint64_t before_gwei = run->income.attestations_gwei;
  const Stopwatch fast;
  for (std::size_t i = 0; i < attestations.size(); ++i) {
    if (auto ok = process_attestation(*run, attestations[i]); !ok) return ok;
  }
  const double fast_ms = fast.ms();
  report.twin(
      "attestations of a block, booked", fast_ms, plain_ms,
      votes.participation == run->state.current_epoch_participation.values() &&
          votes.inclusion_delays == ledger.current_votes.by_validator(count).inclusion_delays);
  // The proposer earns its share of the weights, aggregate by aggregate rounded down.
  constexpr std::uint64_t denominator =
      (weight_denominator - proposer_weight) * weight_denominator / proposer_weight;
  const std::uint64_t whole = votes.weighted_gwei / preset::effective_balance_increment_gwei *
                              run->cache.base_reward_per_increment_gwei / denominator;
  const std::uint64_t paid = run->income.attestations_gwei - before_gwei;
  report.expect("the proposer's reward for the attestations",
                paid <= whole && whole - paid <= attestations.size());
  return {};
}

}  // namespace apsis
