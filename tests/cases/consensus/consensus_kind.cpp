// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/consensus/consensus_kind.hpp"

#include "indexer/decode/preset.hpp"
#include "tests/cases/consensus/consensus_case.hpp"
#include "tests/cases/consensus/runners.hpp"

namespace apsis {
namespace {

using Runner = CaseOutcome (*)(const ConsensusCase&, Fork);

/// A runner's functions by preset.
struct RunnerRow {
  std::string_view runner;
  std::string_view handler;  ///< empty: any
  Runner mainnet, minimal, gnosis;
};

constexpr RunnerRow runners[] = {
    {"ssz_static", "", run_ssz_static_case<MainnetPreset>, run_ssz_static_case<MinimalPreset>,
     run_ssz_static_case<GnosisPreset>},
    {"shuffling", "", run_shuffling_case<MainnetPreset>, run_shuffling_case<MinimalPreset>,
     run_shuffling_case<GnosisPreset>},
    {"operations", "", run_operations_case<MainnetPreset>, run_operations_case<MinimalPreset>,
     run_operations_case<GnosisPreset>},
    {"epoch_processing", "", run_epoch_case<MainnetPreset>, run_epoch_case<MinimalPreset>,
     run_epoch_case<GnosisPreset>},
    {"rewards", "", run_rewards_case<MainnetPreset>, run_rewards_case<MinimalPreset>,
     run_rewards_case<GnosisPreset>},
    {"sanity", "slots", run_slots_case<MainnetPreset>, run_slots_case<MinimalPreset>,
     run_slots_case<GnosisPreset>},
    {"sanity", "blocks", run_blocks_case<MainnetPreset>, run_blocks_case<MinimalPreset>,
     run_blocks_case<GnosisPreset>},
    {"finality", "", run_blocks_case<MainnetPreset>, run_blocks_case<MinimalPreset>,
     run_blocks_case<GnosisPreset>},
    {"random", "", run_blocks_case<MainnetPreset>, run_blocks_case<MinimalPreset>,
     run_blocks_case<GnosisPreset>},
    {"fork", "", run_fork_case<MainnetPreset>, run_fork_case<MinimalPreset>,
     run_fork_case<GnosisPreset>},
    {"transition", "", run_transition_case<MainnetPreset>, run_transition_case<MinimalPreset>,
     run_transition_case<GnosisPreset>},
};

/// Runners of the official format for what an indexer does not do.
struct SkippedRunner {
  std::string_view runner;
  std::string_view reason;
};

constexpr SkippedRunner skipped_runners[] = {
    {"bls", "the signature library's own cases"},
    {"fast_confirmation", "nodes choose the chain"},
    {"fork_choice", "nodes choose the chain"},
    {"genesis", "a genesis state is read, not made from deposits"},
    {"gossip", "rules between nodes"},
    {"kzg", "blobs are not fetched, their commitments are enough"},
    {"light_client", "light clients are not served"},
    {"merkle_proof", "proofs of single fields are not made"},
    {"networking", "rules between nodes"},
    {"ssz_generic", "types that no block or state has"},
    {"sync", "nodes choose the chain"},
};

Runner runner_for(const RunnerRow& row, std::string_view preset) {
  if (preset == "mainnet") return row.mainnet;
  return preset == "minimal" ? row.minimal : row.gnosis;
}

CaseOutcome run(const ConsensusCase& what) {
  const std::string name = what.runner + "/" + what.handler;
  for (const SkippedRunner& skipped : skipped_runners) {
    if (skipped.runner == what.runner) {
      return case_skipped(what.runner + ": " + std::string(skipped.reason));
    }
  }
  const auto fork = fork_from_name(what.fork);
  if (!fork) return case_skipped(name + ": fork " + what.fork + " is not built");
  for (const RunnerRow& row : runners) {
    if (row.runner != what.runner) continue;
    if (!row.handler.empty() && row.handler != what.handler) continue;
    if (what.preset == "general") break;
    return runner_for(row, what.preset)(what, *fork);
  }
  return case_skipped(name + ": no such runner is known");
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
