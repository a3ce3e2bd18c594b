// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "oracle/run/oracle_run.hpp"

namespace apsis {

/// How one of the checks came out.
enum class CheckOutcome { passed, warned, failed, skipped };

/// One line of `check`.
struct CheckLine {
  CheckOutcome outcome = CheckOutcome::passed;
  std::string name;
  std::string found;     ///< what is so
  std::string remedy{};  ///< what to do; empty when it passed
};

/// What a wallet must have at least before it counts as low: about ten votes at 50 gwei.
inline constexpr std::uint64_t low_wallet_wei = 100'000'000'000'000'000;
/// How far this machine's clock may be off, in seconds.
inline constexpr std::uint64_t most_clock_error_seconds = 5;
/// Epochs from the finalized one to the head that are usual, at most.
inline constexpr std::uint64_t usual_finality_epochs = 4;
/// Epochs that the indexer may be behind the finalized one.
inline constexpr std::uint64_t usual_indexer_epochs = 8;

/// Tests everything that `run` needs, each by itself: a failure of one leaves the others. Never
/// signs or sends.
std::vector<CheckLine> check_everything(const RunSettings& settings, const WalletSource& wallet);

/// A line for people: "ok    nodes: …" and what to do.
std::string check_text(const CheckLine& line);

/// Judgements on numbers that were read, each its own function so that each can be tested.
CheckLine check_clock(std::uint64_t here, std::uint64_t node_time, std::uint64_t round_trip);
CheckLine check_head(std::uint64_t now, std::uint64_t head_time);
CheckLine check_finality(std::uint64_t head_epoch, std::uint64_t finalized_epoch);
CheckLine check_gas_money(const uint256& wallet_wei);
CheckLine check_indexer(std::uint64_t finalized_epoch, std::optional<std::uint64_t> stored_epoch);
CheckLine check_membership(const VoterState& voter, const Bytes20& address);

}  // namespace apsis
