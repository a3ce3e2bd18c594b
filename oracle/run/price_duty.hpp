// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "oracle/duties/vote_target.hpp"
#include "oracle/run/duty_round.hpp"

namespace apsis {

/// The duty of the price of RPL: the price pool's average at the next target, or late at the
/// accepted block when this member missed it. Used by one thread.
class PriceDuty {
 public:
  /// One step. Errors of what it asks.
  Expected<DutyReport> step(const DutyTools& tools, const Moment& moment);
  /// The last price that was computed, in wei of ETH; nothing before the first.
  const std::optional<uint256>& price() const { return price_; }

 private:
  Expected<std::optional<PriceVoteTarget>> target(const DutyTools& tools, const Moment& moment);
  /// The average tick of the price pool at a block.
  Expected<std::int32_t> tick_at(const DutyTools& tools, std::uint64_t block) const;
  Expected<OwnVote> own_vote(const DutyTools& tools, const PriceVoteTarget& target,
                             DutyReport& report);
  Expected<void> explain(const DutyTools& tools, const OwnVote& own, const RoundView& view,
                         DutyReport& report);
  Expected<Submission> submission(const DutyTools& tools, const Moment& moment,
                                  const PriceVoteTarget& target, const OwnVote& own) const;
  Expected<DutyReport> vote(const DutyTools& tools, const Moment& moment,
                            const PriceVoteTarget& target, DutyReport report);
  Expected<DutyReport> accepted_report(const DutyTools& tools, const Moment& moment);

  TargetMemory memory_;
  std::optional<PriceVoteTarget> target_;
  std::optional<std::pair<std::uint64_t, std::int32_t>> tick_;  ///< block and its tick
  std::optional<uint256> price_;
  std::optional<std::uint64_t> failed_late_block_;  ///< whose late vote could not be made
  VoteExplainer explainer_;
};

}  // namespace apsis
