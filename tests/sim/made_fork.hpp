// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "indexer/source/recording.hpp"
#include "tests/sim/shown_chain.hpp"

namespace apsis {

/// Makes a branch that leaves a recording after its block of slot `parent` and goes up to `last`:
/// each recorded block of those slots with other graffiti, some without their attestations, what
/// they pay out and their state roots computed by the replay. The blocks are valid but for their
/// signatures. Slots whose block cannot be made stay empty. Errors: no state to start from, or not
/// one block could be made (usage), what the recording or the replay refuses.
Expected<std::vector<ShownBlock>> make_fork(Recording& recording, Slot parent, Slot last);

}  // namespace apsis
