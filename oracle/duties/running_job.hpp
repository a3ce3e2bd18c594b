// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/duties/running_tree.hpp"

namespace apsis {

/// What one step of the job did.
struct RunningStep {
  std::optional<std::uint64_t> epoch;  ///< newest epoch in the tree; nothing: none is final yet
  std::uint64_t epochs_added = 0;
  bool began_anew = false;  ///< everything was read again, not only what is new
  bool stored = false;      ///< the tree was brought up to date in the database
  bool is_complete = false;
  Bytes32 merkle_root{};
};

/// Keeps an interval's running tree in step with the stored chain. A step reads what became final
/// since the last one, and the snapshot's text when it changed; scores are kept in between. What
/// was counted and is not in the database any more is never kept: then all is counted anew.
class RunningJob {
 public:
  /// The ruleset and the connection outlive this.
  RunningJob(Connection& connection, const Ruleset& ruleset)
      : connection_(&connection), ruleset_(&ruleset) {}

  /// Brings the tree of the snapshot's interval up to date, but not beyond `last_epoch`. Errors
  /// leave the database as it was; the next step counts anew.
  Expected<RunningStep> step(const std::string& snapshot_text,
                             std::uint64_t last_epoch = ~std::uint64_t{0});

 private:
  Expected<void> take_snapshot(const std::string& text, RunningStep& out);
  Expected<void> recount(RunningTree& tree, const std::vector<std::uint32_t>& fresh);
  Expected<void> forget_if_rewritten(RunningStep& out);
  Expected<void> add_epochs(std::uint64_t last, RunningStep& out);
  Expected<void> store(RunningStep& out);
  Expected<void> check_end(const EndBlock& end) const;
  Expected<RunningStep> step_once(const std::string& snapshot_text, std::uint64_t last_epoch);

  Connection* connection_;
  const Ruleset* ruleset_;
  std::optional<RunningTree> tree_;
  Bytes32 snapshot_sha256_{};
  std::string newest_proof_;  ///< of the newest epoch in the tree
  bool stored_ = false;       ///< whether the database has the tree as it is
  Bytes32 merkle_root_{};
};

}  // namespace apsis
