// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/uint256.hpp"

namespace apsis {

/// What submitBalances is called with; amounts in wei.
struct BalancesSubmission {
  std::uint64_t block = 0;
  std::uint64_t slot_timestamp = 0;
  int256 total_eth{};
  int256 staking_eth{};
  uint256 reth_supply{};
};

/// The rate that a submission stands for, in parts of 10^18, as the rETH contract would answer it;
/// 1 (10^18) without supply. The total is not negative.
uint256 submitted_rate(const BalancesSubmission& submission);

/// What speaks against ever sending the submission: amounts that no contract takes. Nothing if it
/// can be sent.
Expected<void> check_submission(const BalancesSubmission& submission);

/// Calldata of submitBalances; errors of check_submission.
Expected<Bytes> balances_calldata(const BalancesSubmission& submission);

}  // namespace apsis
