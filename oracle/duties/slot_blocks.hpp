// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/error.hpp"

namespace apsis {

/// Tells the number of the execution block of a slot's beacon block; nothing if the slot was missed
/// or its payload was never revealed.
using ExecutionBlockOf = std::function<Expected<std::optional<std::uint64_t>>(std::uint64_t slot)>;

/// A beacon block that has an execution block.
struct SlotBlock {
  std::uint64_t slot = 0;
  std::uint64_t execution_block = 0;
};

/// The last such block from `slot` on backwards, at most `max_slots_back` slots before it.
/// `unavailable` if there is none, or if the lookup fails.
Expected<SlotBlock> last_block_at(std::uint64_t slot, std::uint64_t max_slots_back,
                                  const ExecutionBlockOf& execution_block_of);

}  // namespace apsis
