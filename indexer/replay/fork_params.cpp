// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/fork_params.hpp"

#include "core/check.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t bellatrix_quotient = std::uint64_t{1} << 24;
constexpr std::uint64_t altair_quotient = 3 * bellatrix_quotient;

constexpr ForkParams table[] = {
    {.fork = Fork::altair,
     .inactivity_penalty_quotient = altair_quotient,
     .min_slashing_penalty_quotient = 64,
     .proportional_slashing_multiplier = 2,
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
     .has_proposer_lookahead = false},
    {.fork = Fork::bellatrix,
     .inactivity_penalty_quotient = bellatrix_quotient,
     .min_slashing_penalty_quotient = 32,
     .proportional_slashing_multiplier = 3,
     .whistleblower_reward_quotient = 512,
     .has_payload = true,
     .has_withdrawals = false,
     .historical_summaries = false,
     .long_inclusion_window = false,
     .caps_activation_churn = false,
     .balance_churn = false,
     .committee_bits = false,
     .sixteen_bit_sampling = false,
     .slashing_by_increment = false,
     .has_proposer_lookahead = false},
    {.fork = Fork::capella,
     .inactivity_penalty_quotient = bellatrix_quotient,
     .min_slashing_penalty_quotient = 32,
     .proportional_slashing_multiplier = 3,
     .whistleblower_reward_quotient = 512,
     .has_payload = true,
     .has_withdrawals = true,
     .historical_summaries = true,
     .long_inclusion_window = false,
     .caps_activation_churn = false,
     .balance_churn = false,
     .committee_bits = false,
     .sixteen_bit_sampling = false,
     .slashing_by_increment = false,
     .has_proposer_lookahead = false},
    {.fork = Fork::deneb,
     .inactivity_penalty_quotient = bellatrix_quotient,
     .min_slashing_penalty_quotient = 32,
     .proportional_slashing_multiplier = 3,
     .whistleblower_reward_quotient = 512,
     .has_payload = true,
     .has_withdrawals = true,
     .historical_summaries = true,
     .long_inclusion_window = true,
     .caps_activation_churn = true,
     .balance_churn = false,
     .committee_bits = false,
     .sixteen_bit_sampling = false,
     .slashing_by_increment = false,
     .has_proposer_lookahead = false},
    {.fork = Fork::electra,
     .inactivity_penalty_quotient = bellatrix_quotient,
     .min_slashing_penalty_quotient = 4096,
     .proportional_slashing_multiplier = 3,
     .whistleblower_reward_quotient = 4096,
     .has_payload = true,
     .has_withdrawals = true,
     .historical_summaries = true,
     .long_inclusion_window = true,
     .caps_activation_churn = false,
     .balance_churn = true,
     .committee_bits = true,
     .sixteen_bit_sampling = true,
     .slashing_by_increment = true,
     .has_proposer_lookahead = false},
    {.fork = Fork::fulu,
     .inactivity_penalty_quotient = bellatrix_quotient,
     .min_slashing_penalty_quotient = 4096,
     .proportional_slashing_multiplier = 3,
     .whistleblower_reward_quotient = 4096,
     .has_payload = true,
     .has_withdrawals = true,
     .historical_summaries = true,
     .long_inclusion_window = true,
     .caps_activation_churn = false,
     .balance_churn = true,
     .committee_bits = true,
     .sixteen_bit_sampling = true,
     .slashing_by_increment = true,
     .has_proposer_lookahead = true},
};

}  // namespace

const ForkParams& fork_params(Fork fork) {
  for (const ForkParams& row : table) {
    if (row.fork == fork) return row;
  }
  CHECK(fork != Fork::phase0);  // phase0 states are refused when they are loaded
  return table[0];
}

}  // namespace apsis
