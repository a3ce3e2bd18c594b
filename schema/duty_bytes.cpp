// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "schema/duty_bytes.hpp"

#include "core/check.hpp"

namespace apsis {

Bytes encode_late_votes(std::span<const LateVote> votes) {
  Bytes out;
  std::uint32_t before = 0;
  for (const LateVote& vote : votes) {
    CHECK(out.empty() || vote.validator > before);
    CHECK(vote.slot_in_epoch < max_slots_per_epoch_in_duties);
    std::uint32_t step = vote.validator - before;
    for (; step >= 0x80; step >>= 7) out.push_back(static_cast<std::uint8_t>(step | 0x80));
    out.push_back(static_cast<std::uint8_t>(step));
    const bool has_delay = vote.first_delay_slots != 0;
    out.push_back(static_cast<std::uint8_t>(vote.slot_in_epoch | (has_delay ? 0x80 : 0)));
    if (has_delay) out.push_back(vote.first_delay_slots);
    before = vote.validator;
  }
  return out;
}

Expected<void> LateVoteCursor::check() const {
  if (!wrong_) return {};
  return fail(ErrorKind::mismatch, "the bytes are cut short or not in ascending order",
              "epoch_duties.late_votes", "Drop the epoch and store it again with apsis-indexer");
}

}  // namespace apsis
