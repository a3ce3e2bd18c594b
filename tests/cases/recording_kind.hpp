// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_path.hpp"
#include "tests/cases/case_report.hpp"

namespace apsis {

/// A recorded chain: a directory with genesis.ssz (or states/) and blocks/. One case: every block's
/// state root and every recorded state must come out of the replay.
bool claims_recording(const CasePath& path);
void run_recording_case(const CasePath& path, CaseReport& report);

/// What the executable spec booked on a recorded chain: rewards-NAME.csv beside the directory NAME.
/// One case: the replay's rows are the same, line by line.
bool claims_rewards_csv(const CasePath& path);
void run_rewards_csv(const CasePath& path, CaseReport& report);

}  // namespace apsis
