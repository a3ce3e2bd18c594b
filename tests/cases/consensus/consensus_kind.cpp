// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/consensus/consensus_kind.hpp"

#include "indexer/decode/preset.hpp"
#include "tests/cases/consensus/consensus_case.hpp"
#include "tests/cases/consensus/runners.hpp"

namespace apsis {
namespace {

using Runner = CaseOutcome (*)(const ConsensusCase&, Fork);

struct RunnerRow {
  std::string_view runner;
  std::string_view handler;  ///< empty: any
  bool runs_phase0;
  Runner mainnet;
  Runner minimal;
};

constexpr RunnerRow runners[] = {
    {"ssz_static", "", true, run_ssz_static_case<MainnetPreset>,
     run_ssz_static_case<MinimalPreset>},
    {"shuffling", "", true, run_shuffling_case<MainnetPreset>, run_shuffling_case<MinimalPreset>},
    {"operations", "", false, run_operations_case<MainnetPreset>,
     run_operations_case<MinimalPreset>},
    {"epoch_processing", "", false, run_epoch_case<MainnetPreset>, run_epoch_case<MinimalPreset>},
    {"rewards", "", false, run_rewards_case<MainnetPreset>, run_rewards_case<MinimalPreset>},
    {"sanity", "slots", false, run_slots_case<MainnetPreset>, run_slots_case<MinimalPreset>},
    {"sanity", "blocks", false, run_blocks_case<MainnetPreset>, run_blocks_case<MinimalPreset>},
    {"finality", "", false, run_blocks_case<MainnetPreset>, run_blocks_case<MinimalPreset>},
    {"random", "", false, run_blocks_case<MainnetPreset>, run_blocks_case<MinimalPreset>},
    {"fork", "", false, run_fork_case<MainnetPreset>, run_fork_case<MinimalPreset>},
    {"transition", "", false, run_transition_case<MainnetPreset>,
     run_transition_case<MinimalPreset>},
};

CaseOutcome run(const ConsensusCase& what) {
  const auto fork = fork_from_name(what.fork);
  if (!fork) return case_skipped("fork " + what.fork + " is not built");
  if (what.preset == "general") return case_skipped("cases without a preset are not run");
  for (const RunnerRow& row : runners) {
    if (row.runner != what.runner) continue;
    if (!row.handler.empty() && row.handler != what.handler) continue;
    if (*fork == Fork::phase0 && !row.runs_phase0) {
      return case_skipped("phase0 is decoded but not replayed");
    }
    return (what.preset == "mainnet" ? row.mainnet : row.minimal)(what, *fork);
  }
  return case_skipped("no runner for " + what.runner + "/" + what.handler);
}

}  // namespace

bool claims_consensus_case(const CasePath& path) {
  return consensus_case_at(path.path()).has_value();
}

void run_consensus_case(const CasePath& path, CaseReport& report) {
  const auto what = consensus_case_at(path.path());
  const CaseOutcome outcome = run(*what);
  switch (outcome.verdict) {
    case CaseOutcome::passed:
      return report.pass();
    case CaseOutcome::failed:
      return report.fail(path.path().string(), outcome.reason);
    case CaseOutcome::skipped:
      return report.skip("consensus case " + what->runner, outcome.reason);
  }
}

}  // namespace apsis
