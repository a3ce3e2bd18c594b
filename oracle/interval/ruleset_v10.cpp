// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/ruleset.hpp"

namespace apsis {

// RPIP-62: boosted commission and consensus bonuses for bonds below 16 ETH.
extern const Ruleset ruleset_v10 = {
    .number = 10,
    .file_version = 3,
    .minimum_collateral = true,
    .effective_stake_phase_in = false,
    .commission_boost = true,
    .megapools = false,
    .one_epoch_inclusion = true,
    .contract_times = false,
};

}  // namespace apsis
