// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/block_search.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace apsis {

namespace {

/// A block that is not after the time; block 0 may be. Starts where the block would be if no slot
/// was missed: it cannot be earlier, unless blocks come faster than slots.
Expected<BlockHeader> some_block_until(const HeaderSource& header, const BlockHeader& head,
                                       std::uint64_t time, std::uint64_t seconds_per_slot) {
  std::uint64_t back = (head.timestamp - time + seconds_per_slot - 1) / seconds_per_slot;
  for (;;) {
    Expected<BlockHeader> found = header(head.number - std::min(back, head.number));
    if (!found || found->timestamp <= time || found->number == 0) return found;
    back *= 2;
  }
}

}  // namespace

Expected<BlockHeader> last_block_until(const HeaderSource& header, const BlockHeader& head,
                                       std::uint64_t time, std::uint64_t seconds_per_slot) {
  if (head.timestamp <= time) return head;
  Expected<BlockHeader> low = some_block_until(header, head, time, seconds_per_slot);
  if (!low) return low;
  if (low->timestamp > time)
    return fail(ErrorKind::mismatch, fmt::format("the chain begins after time {}", time),
                fmt::format("block {}", low->number), "check the network's genesis_time");
  std::uint64_t above = head.number;
  while (above - low->number > 1) {
    Expected<BlockHeader> middle = header(low->number + (above - low->number) / 2);
    if (!middle) return middle;
    if (middle->timestamp <= time)
      low = std::move(middle);
    else
      above = middle->number;
  }
  return low;
}

Expected<BlockHeader> first_block_from(const HeaderSource& header, const BlockHeader& head,
                                       std::uint64_t time, std::uint64_t seconds_per_slot) {
  if (head.timestamp < time)
    return fail(ErrorKind::mismatch, fmt::format("no block has come since time {}", time),
                fmt::format("block {}", head.number), "wait for the chain");
  if (time == 0) return header(std::uint64_t{0});
  const auto before = last_block_until(header, head, time - 1, seconds_per_slot);
  // A chain that begins later begins with its first block.
  if (!before && before.error().kind == ErrorKind::mismatch) return header(std::uint64_t{0});
  if (!before) return before;
  return header(before->number + 1);
}

}  // namespace apsis
