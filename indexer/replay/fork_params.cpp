// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/fork_params.hpp"

#include "core/check.hpp"
#include "indexer/decode/preset.hpp"

namespace apsis {
namespace {

// Each row is the one before it and what the upgrade changed.

template <class P>
constexpr ForkParams phase0{
    .fork = Fork::phase0,
    .inactivity_penalty_quotient = P::phase0_inactivity_penalty_quotient,
    .min_slashing_penalty_quotient = P::phase0_min_slashing_penalty_quotient,
    .proportional_slashing_multiplier = P::phase0_proportional_slashing_multiplier,
    .whistleblower_reward_quotient = 512,
    .has_payload = false,
    .has_withdrawals = false,
    .historical_summaries = false,
    .long_inclusion_window = false,
    .caps_activation_churn = false,
    .balance_churn = false,
    .committee_bits = false,
    .sixteen_bit_sampling = false,
    .slashing_by_increment = false,
    .has_proposer_lookahead = false};

constexpr ForkParams altair = [] {
  ForkParams row = phase0<MainnetPreset>;
  row.fork = Fork::altair;
  row.inactivity_penalty_quotient = std::uint64_t{3} << 24;
  row.min_slashing_penalty_quotient = 64;
  row.proportional_slashing_multiplier = 2;
  return row;
}();

constexpr ForkParams bellatrix = [] {
  ForkParams row = altair;
  row.fork = Fork::bellatrix;
  row.inactivity_penalty_quotient = std::uint64_t{1} << 24;
  row.min_slashing_penalty_quotient = 32;
  row.proportional_slashing_multiplier = 3;
  row.has_payload = true;
  return row;
}();

constexpr ForkParams capella = [] {
  ForkParams row = bellatrix;
  row.fork = Fork::capella;
  row.has_withdrawals = true;
  row.historical_summaries = true;
  return row;
}();

constexpr ForkParams deneb = [] {
  ForkParams row = capella;
  row.fork = Fork::deneb;
  row.long_inclusion_window = true;
  row.caps_activation_churn = true;
  return row;
}();

constexpr ForkParams electra = [] {
  ForkParams row = deneb;
  row.fork = Fork::electra;
  row.min_slashing_penalty_quotient = 4096;
  row.whistleblower_reward_quotient = 4096;
  row.caps_activation_churn = false;
  row.balance_churn = true;
  row.committee_bits = true;
  row.sixteen_bit_sampling = true;
  row.slashing_by_increment = true;
  return row;
}();

constexpr ForkParams fulu = [] {
  ForkParams row = electra;
  row.fork = Fork::fulu;
  row.has_proposer_lookahead = true;
  return row;
}();

template <class P>
constexpr ForkParams table[] = {phase0<P>, altair, bellatrix, capella, deneb, electra, fulu};

}  // namespace

template <class P>
const ForkParams& fork_params(Fork fork) {
  const ForkParams& row = table<P>[static_cast<std::size_t>(fork)];
  CHECK(row.fork == fork);
  return row;
}

template const ForkParams& fork_params<MainnetPreset>(Fork);
template const ForkParams& fork_params<MinimalPreset>(Fork);
template const ForkParams& fork_params<GnosisPreset>(Fork);

}  // namespace apsis
