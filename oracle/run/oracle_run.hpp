// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/pg/database.hpp"
#include "oracle/run/l2_duty.hpp"
#include "oracle/run/run_metrics.hpp"
#include "oracle/run/snapshot_duty.hpp"
#include "oracle/wallet/signer.hpp"

namespace apsis {

/// What `apsis-oracle run` is told.
struct RunSettings {
  Network network;
  std::vector<NodeAddress> execution;
  Url beacon;
  std::vector<NodeAddress> validator_nodes{};  ///< beacon nodes that tell validators' balances
  bool takes_snapshots = true;
  std::string database;
  std::filesystem::path snapshots{};  ///< folder of network snapshots
  std::filesystem::path trees{};      ///< folder of rewards files; may be empty
  std::optional<Bytes20> voter{};     ///< nothing: it only watches
  bool is_armed = false;
  bool stop_at_unusual = true;
  QueueRules rules{};
  std::vector<L2Place> l2{};  ///< messengers to other chains that are used
};

/// All duties beside each other, told of each new block. Everything that waits for a node or for
/// the database is on threads of its own or in `step`; metrics are only set here.
class OracleRun {
 public:
  /// `signer` may be null; it outlives the run, as do the metrics.
  OracleRun(RunSettings settings, Database database, Signer* signer, Metrics& metrics,
            std::stop_token stop);
  ~OracleRun();

  /// Asks each node for its chain and state. `usage` when one is on another chain, or when the
  /// beacon node's genesis is another one's; `unavailable` when none can be used.
  Expected<void> check_nodes();
  /// Looks at the chain once: reads what a new block or new finality changed, brings the votes up
  /// to date, tells the duties, sets the metrics. Errors of the nodes and of the database.
  Expected<void> step();
  /// True while a duty works on what it was told.
  bool is_busy() const;

 private:
  Expected<Moment> look();
  Expected<void> take(Moment& moment);
  Expected<void> show_participation();
  void set_metrics(std::uint64_t now);
  void start_duties();
  DutyRunner::MakeStep snapshot_step();
  DutyRunner::MakeStep balances_step();
  DutyRunner::MakeStep price_step();
  DutyRunner::MakeStep rewards_step();
  DutyRunner::MakeStep l2_step();
  DutyRunner::MakeStep challenge_step();
  DutyRunner::MakeStep queue_step();

  RunSettings settings_;
  Database database_;
  Signer* signer_;
  RunMetrics metrics_;
  std::stop_token stop_;
  ExecutionNodes nodes_;
  ContractReader reader_;
  ContractBookKeeper keeper_;
  BeaconReader beacon_;
  std::optional<Moment> last_;
  std::uint64_t final_block_ = 0;
  mutable std::mutex shared_mutex_;  // what duties leave for the metrics
  std::optional<BalanceTerms> terms_;
  std::map<std::string, bool> l2_stale_;
  TakerCounts snapshots_;
  QueueView queue_view_;
  std::unique_ptr<DutyRunner> queue_;
  std::vector<std::unique_ptr<DutyRunner>> duties_;  // last: they use all of the above
};

}  // namespace apsis
