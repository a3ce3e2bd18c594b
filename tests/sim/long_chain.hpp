// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>

#include "indexer/source/recording.hpp"

namespace apsis {

/// Writes a recording that goes on where another ends: spec, genesis and blocks as recorded (as
/// links), behind them a block without operations at each of `slots`, in order and from Deneb on.
/// Proposers, payouts and state roots are those of the replay; signatures are empty. The folder
/// must exist. Errors: a slot that is not behind the recording (usage), what the recording or the
/// replay refuses, unavailable when the folder cannot be written.
Expected<void> write_long_chain(Recording& recording, const std::set<std::uint64_t>& slots,
                                const std::filesystem::path& folder);

/// Slots behind `last` up to `end` for a chain of few blocks: every 37th, without those next to the
/// end of every second era of 8192 slots, whose own slot is empty so; the ends of the others have a
/// block.
std::set<std::uint64_t> sparse_slots(std::uint64_t last, std::uint64_t end);

}  // namespace apsis
