// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/uint256.hpp"

namespace apsis {

/// Gas that no transaction may exceed (EIP-7825).
inline constexpr std::uint64_t max_transaction_gas = 16'777'216;
/// Gas of a transfer without calldata.
inline constexpr std::uint64_t transfer_gas = 21'000;

/// How the names of duties begin whose costs have a cap of their own: messages to other chains.
inline constexpr std::string_view l2_duty_prefix = "l2 ";

/// What the operator lets the oracle pay.
struct FeeRules {
  uint256 priority_fee_wei = 1'000'000'000;            ///< for each unit of gas, at first
  uint256 max_fee_cap_wei = 200'000'000'000;           ///< most for each unit of gas, ever
  uint256 cost_cap_wei = 50'000'000'000'000'000;       ///< most for one transaction
  uint256 daily_cap_wei = 200'000'000'000'000'000;     ///< most in 24 hours
  uint256 l2_daily_cap_wei = 100'000'000'000'000'000;  ///< of that, on messages to other chains
};

/// What the operator writes for FeeRules: amounts in gwei and ETH, as decimal numbers.
struct FeeTexts {
  std::string_view priority_fee_gwei;
  std::string_view max_fee_cap_gwei;
  std::string_view cost_cap_eth;
  std::string_view daily_cap_eth;
  std::string_view l2_daily_cap_eth = "0.1";
};

/// The rules of texts. `usage` for a text that is no amount, has more digits than wei, or is larger
/// than a thousand ETH, and for caps that forbid everything.
Expected<FeeRules> read_fee_rules(const FeeTexts& texts);

/// Fees of a transaction, for each unit of gas.
struct Fees {
  uint256 priority_fee_wei;
  uint256 max_fee_wei;

  bool operator==(const Fees&) const = default;
};

/// Fees to begin with: room for the base fee to double, within the cap. Nothing if the cap is below
/// the base fee: it could not be mined.
std::optional<Fees> first_fees(const uint256& base_fee_wei, const FeeRules& rules);

/// Fees that nodes take in place of a transaction with `old` fees: an eighth more of both, and at
/// least what a new transaction would pay. Nothing once the cap forbids that.
std::optional<Fees> raised_fees(const Fees& old, const uint256& base_fee_wei,
                                const FeeRules& rules);

/// Seconds to leave a transaction alone before its fees are raised: a quarter of what is left to
/// the deadline, from one slot up to ten minutes.
std::uint64_t patience_seconds(std::uint64_t now, std::uint64_t deadline);

/// Gas to allow for an estimate: half as much again, at most max_transaction_gas.
std::uint64_t gas_limit_of(std::uint64_t estimate);

/// The same for a duty's transaction: the vote that reaches the quorum also executes, and an
/// estimate made before other members' votes of the same moment does not know that this one will be
/// it.
std::uint64_t gas_limit_of(std::uint64_t estimate, std::string_view duty);

/// What speaks against a transaction that costs at most `cost_wei` when `spent_wei` was spent, or
/// may still be, in 24 hours; empty if nothing does. `own_part_wei` of that is the same nonce's.
std::string over_cap(const uint256& cost_wei, const uint256& spent_wei, const uint256& own_part_wei,
                     const FeeRules& rules);

}  // namespace apsis
