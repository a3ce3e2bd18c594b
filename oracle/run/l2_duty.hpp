// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/price/l2_messenger.hpp"
#include "oracle/run/duty.hpp"
#include "oracle/submit/fee_policy.hpp"

namespace apsis {

/// A messenger that this program uses.
struct L2Place {
  std::string name;
  L2MessengerKind kind = L2MessengerKind::plain;
  Bytes20 messenger{};
  Bytes20 fee_estimator{};  ///< Scroll's; asked for no other
};

/// The messengers of a network that are switched on: "all", "none", or names parted by ','. `usage`
/// for a name that is none, or that the network does not have.
Expected<std::vector<L2Place>> l2_places(std::string_view switched_on, const Network& network);

/// The duty of carrying the rETH rate to other chains: whose messenger says that the rate there is
/// stale gets it from the member whose turn it is. Each messenger stands for itself, and costs what
/// the caps allow. Used by one thread.
class L2Duty {
 public:
  L2Duty(std::vector<L2Place> places, FeeRules fees) : places_(std::move(places)), fees_(fees) {}

  /// One step. Errors of the nodes and of `cast`; a messenger that answers nonsense is a text.
  Expected<DutyReport> step(const DutyTools& tools, const Moment& moment);
  /// Messengers by name, and whether their rate was stale when they were last asked.
  const std::map<std::string, bool>& stale() const { return stale_; }

 private:
  Expected<void> ask(const DutyTools& tools, const Moment& moment, DutyReport& report);
  /// The message of a messenger in this turn, made once: its price of gas shall not change it.
  Expected<const Submission*> message(const DutyTools& tools, const Moment& moment,
                                      const L2Place& place);

  std::vector<L2Place> places_;
  FeeRules fees_;
  std::map<std::string, bool> stale_;
  std::uint64_t turn_ = 0;
  std::map<std::string, Submission> messages_;  ///< of this turn, by messenger
};

}  // namespace apsis
