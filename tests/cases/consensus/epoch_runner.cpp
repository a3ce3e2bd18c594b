// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/preset.hpp"
#include "tests/cases/consensus/case_config.hpp"
#include "tests/cases/consensus/case_judge.hpp"
#include "tests/cases/consensus/epoch_step_table.hpp"
#include "tests/cases/consensus/runners.hpp"

namespace apsis {

template <class P>
CaseOutcome run_epoch_case(const ConsensusCase& what, Fork fork) {
  const EpochStep<P> step = find_epoch_step<P>(what.handler, fork);
  if (step == nullptr) return case_skipped("no epoch step " + what.handler + " is known");
  CaseState<P> state(case_config<P>(what, fork));
  if (auto ok = state.load(what.folder / "pre.ssz_snappy", fork); !ok) {
    return case_failed("pre state: " + ok.error().text());
  }
  return judge_post(what, state, step(state.run));
}

template CaseOutcome run_epoch_case<MainnetPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_epoch_case<MinimalPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_epoch_case<GnosisPreset>(const ConsensusCase&, Fork);

}  // namespace apsis
