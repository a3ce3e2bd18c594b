// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/check_list.hpp"

#include <fmt/format.h>

#include "core/hex.hpp"

namespace apsis {

namespace {

using enum CheckOutcome;

double eth(const uint256& wei) {
  return wei.convert_to<double>() / 1e18;
}

}  // namespace

std::string check_text(const CheckLine& line) {
  constexpr const char* words[] = {"ok     ", "warning", "FAILED ", "skipped"};
  const std::string text =
      fmt::format("{} {}: {}", words[static_cast<int>(line.outcome)], line.name, line.found);
  return line.remedy.empty() ? text : text + "\n        " + line.remedy;
}

CheckLine check_clock(std::uint64_t here, std::uint64_t node_time, std::uint64_t round_trip) {
  // A node's answer was made at some time of the round trip.
  const std::uint64_t off = here > node_time ? here - node_time : node_time - here;
  const std::string found = fmt::format("this machine's clock is {} s off the node's", off);
  if (off <= most_clock_error_seconds + round_trip) return {passed, "clock", found};
  return {failed, "clock", found, "let chrony or systemd-timesyncd set the clock"};
}

CheckLine check_head(std::uint64_t now, std::uint64_t head_time) {
  constexpr std::uint64_t stale_seconds = 180;
  const std::uint64_t age = now > head_time ? now - head_time : 0;
  const std::string found = fmt::format("the newest block is {} s old", age);
  if (age <= stale_seconds) return {passed, "sync", found};
  return {failed, "sync", found, "wait until the execution node is synchronised"};
}

CheckLine check_finality(std::uint64_t head_epoch, std::uint64_t finalized_epoch) {
  const std::uint64_t lag = head_epoch > finalized_epoch ? head_epoch - finalized_epoch : 0;
  const std::string found =
      fmt::format("epoch {} is final, {} before the head", finalized_epoch, lag);
  if (lag <= usual_finality_epochs) return {passed, "finality", found};
  return {warned, "finality", found,
          "votes wait for finality; if other networks' explorers show it, look at the beacon node"};
}

CheckLine check_gas_money(const uint256& wallet_wei) {
  const std::string found = fmt::format("{:.4f} ETH", eth(wallet_wei));
  if (wallet_wei == 0) return {failed, "gas money", found, "send ETH to the voter's account"};
  if (wallet_wei >= low_wallet_wei) return {passed, "gas money", found};
  return {warned, "gas money", found, "send ETH to the voter's account before it runs out"};
}

CheckLine check_indexer(std::uint64_t finalized_epoch, std::optional<std::uint64_t> stored_epoch) {
  if (!stored_epoch)
    return {warned, "indexer", "no epoch is stored",
            "rewards cannot be voted for: start apsis-indexer on this database"};
  const std::uint64_t lag = finalized_epoch > *stored_epoch ? finalized_epoch - *stored_epoch : 0;
  const std::string found =
      fmt::format("stored up to epoch {}, {} behind finality", *stored_epoch, lag);
  if (lag <= usual_indexer_epochs) return {passed, "indexer", found};
  return {warned, "indexer", found, "look at apsis-indexer: its log, its node, the database"};
}

CheckLine check_membership(const VoterState& voter, const Bytes20& address) {
  const std::string name = to_hex(address);
  if (!voter.is_member)
    return {failed, "membership", name + " is no member of the oracle DAO",
            "give the member's wallet or --voter; others can only watch"};
  if (voter.is_challenged)
    return {failed, "membership", name + " is challenged",
            "answer with actionChallengeDecide within the challenge window"};
  return {passed, "membership", name + " is a member and not challenged"};
}

}  // namespace apsis
