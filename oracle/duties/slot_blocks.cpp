// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/slot_blocks.hpp"

namespace apsis {

Expected<SlotBlock> last_block_at(std::uint64_t slot, std::uint64_t max_slots_back,
                                  const ExecutionBlockOf& execution_block_of) {
  for (std::uint64_t back = 0; back <= max_slots_back && back <= slot; ++back) {
    const Expected<std::optional<std::uint64_t>> block = execution_block_of(slot - back);
    if (!block) return std::unexpected(block.error());
    if (*block) return SlotBlock{slot - back, **block};
  }
  return fail(ErrorKind::unavailable,
              "no execution block in " + std::to_string(max_slots_back + 1) + " slots",
              "slot " + std::to_string(slot), "wait for the next target");
}

}  // namespace apsis
