// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/ruleset.hpp"

namespace apsis {

// Ruleset 8 without the phase-in.
extern const Ruleset ruleset_v9 = {
    .number = 9,
    .file_version = 3,
    .minimum_collateral = true,
    .effective_stake_phase_in = false,
    .commission_boost = false,
    .megapools = false,
    .one_epoch_inclusion = true,
    .contract_times = false,
};

}  // namespace apsis
