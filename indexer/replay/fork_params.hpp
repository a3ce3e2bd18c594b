// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "indexer/decode/fork.hpp"

namespace apsis {

/// What the rules of one fork differ in, as data. A new fork is a new row.
struct ForkParams {
  Fork fork;
  std::uint64_t inactivity_penalty_quotient;
  std::uint64_t min_slashing_penalty_quotient;
  std::uint64_t proportional_slashing_multiplier;
  std::uint64_t whistleblower_reward_quotient;
  bool has_payload;             ///< Bellatrix: blocks may carry an execution payload
  bool has_withdrawals;         ///< Capella
  bool historical_summaries;    ///< Capella: summaries instead of historical roots
  bool long_inclusion_window;   ///< Deneb, EIP-7045: votes count to the end of the next epoch
  bool caps_activation_churn;   ///< Deneb, EIP-7514
  bool balance_churn;           ///< Electra, EIP-7251: churn by balance, queues of requests
  bool committee_bits;          ///< Electra, EIP-7549
  bool sixteen_bit_sampling;    ///< Electra: proposers and sync committees drawn with 16 bits
  bool slashing_by_increment;   ///< Electra: correlation penalty rounded by increment
  bool has_proposer_lookahead;  ///< Fulu, EIP-7917
};

/// Rules of a fork in preset P, which sets some of phase0's.
template <class P>
const ForkParams& fork_params(Fork fork);

}  // namespace apsis
