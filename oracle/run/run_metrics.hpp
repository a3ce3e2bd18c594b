// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/ops/metrics.hpp"
#include "oracle/balances/network_balances.hpp"
#include "oracle/run/duty_runner.hpp"
#include "oracle/state/snapshot_taker.hpp"
#include "oracle/submit/vote_queue.hpp"

namespace apsis {

/// What the queue of transactions shows of itself.
struct QueueView {
  std::uint64_t open = 0;
  bool can_send = false;
  std::optional<std::uint64_t> oldest_pending_since{};
  uint256 wallet_wei;
  uint256 spent_wei;       ///< in 24 hours
  uint256 l2_spent_wei{};  ///< of that, on messages to other chains
};

/// Participation of a member in one kind of vote.
struct MemberParticipation {
  std::string member;
  std::string kind;
  double participation = 0;
};

/// The metrics of `apsis-oracle run`. They are set by the loop and by duties; a scrape only reads
/// what is there.
class RunMetrics {
 public:
  explicit RunMetrics(Metrics& metrics);

  void set_moment(const Moment& moment);
  void set_duty(const std::string& name, const DutyView& view);
  void set_terms(const BalanceTerms& terms);
  /// Messengers to other chains by name, and whether the rate there is stale.
  void set_l2(const std::map<std::string, bool>& stale);
  void set_snapshots(const TakerCounts& counts);
  void set_queue(const QueueView& queue, std::uint64_t now);
  void set_nodes(const ExecutionNodes& nodes);
  /// Rows of member_participation.
  void set_participation(const std::vector<MemberParticipation>& rows);

 private:
  prometheus::Gauge& gauge(const char* name, const char* help,
                           const prometheus::Labels& labels = {});
  /// Brings a counter up to what was counted so far.
  void count(const char* name, const char* help, const prometheus::Labels& labels, double so_far);

  Metrics& metrics_;
};

}  // namespace apsis
