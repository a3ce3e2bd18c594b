// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/ruleset.hpp"

namespace apsis {

// Saturn: megapools, shares for voters and the treasury, no minimum collateral.
extern const Ruleset ruleset_v11 = {
    .number = 11,
    .file_version = 4,
    .minimum_collateral = false,
    .effective_stake_phase_in = false,
    .commission_boost = true,
    .megapools = true,
    .one_epoch_inclusion = false,
    .contract_times = false,
};

}  // namespace apsis
