// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "indexer/replay/epoch_steps.hpp"
#include "indexer/replay/phase0_epoch.hpp"

namespace apsis {

/// Step of `process_epoch` by the name of its handler, which is its function without "process_";
/// null if `fork` has none.
template <class P>
EpochStep<P> find_epoch_step(std::string_view handler, Fork fork) {
  struct Row {
    std::string_view handler;
    EpochStep<P> step;
  };
  static constexpr Row rows[] = {
      {"effective_balance_updates", process_effective_balance_updates<P>},
      {"eth1_data_reset", process_eth1_data_reset<P>},
      {"historical_roots_update", process_historical_update<P>},
      {"historical_summaries_update", process_historical_update<P>},
      {"inactivity_updates", process_inactivity_updates<P>},
      {"justification_and_finalization", process_justification_and_finalization<P>},
      {"participation_flag_updates", process_participation_flag_updates<P>},
      {"pending_consolidations", process_pending_consolidations<P>},
      {"pending_deposits", process_pending_deposits<P>},
      {"proposer_lookahead", process_proposer_lookahead<P>},
      {"randao_mixes_reset", process_randao_mixes_reset<P>},
      {"registry_updates", process_registry_updates<P>},
      {"rewards_and_penalties", process_rewards_and_penalties<P>},
      {"slashings", process_slashings<P>},
      {"slashings_reset", process_slashings_reset<P>},
      {"sync_committee_updates", process_sync_committee_updates<P>},
  };
  // Where phase0 has another step under the same name, or one that no other fork has.
  static constexpr Row phase0_rows[] = {
      {"justification_and_finalization", process_phase0_justification<P>},
      {"participation_record_updates", process_participation_record_updates<P>},
      {"rewards_and_penalties", process_phase0_rewards<P>},
  };
  if (fork == Fork::phase0) {
    for (const Row& row : phase0_rows) {
      if (row.handler == handler) return row.step;
    }
  }
  for (const Row& row : rows) {
    if (row.handler == handler) return row.step;
  }
  return nullptr;
}

}  // namespace apsis
