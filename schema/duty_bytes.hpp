// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// In `epoch_duties.duty_slots`: a validator without a duty in the epoch. Other bytes are the
/// duty's slot, counted from the first of the epoch.
inline constexpr std::uint8_t no_duty_byte = 0xff;

/// Epochs of more slots do not fit `late_votes`.
inline constexpr std::uint64_t max_slots_per_epoch_in_duties = 128;

/// A duty whose vote came more than an epoch after its slot, or never.
struct LateVote {
  std::uint32_t validator = 0;
  std::uint8_t slot_in_epoch = 0;
  std::uint8_t first_delay_slots = 0;  ///< of the first canonical block with the vote; 0: in none

  friend bool operator==(const LateVote&, const LateVote&) = default;
};

/// `epoch_duties.late_votes`: for each vote, by validator, the index less the one before it
/// (LEB128), the slot, and, with the slot's highest bit set, the delay. `votes` are in ascending
/// order.
Bytes encode_late_votes(std::span<const LateVote> votes);

/// Reads `late_votes` vote by vote, without a copy.
class LateVoteCursor {
 public:
  explicit LateVoteCursor(ByteSpan bytes) : rest_(bytes) {}

  /// Whether there is another vote. False, too, where the bytes are wrong: then `check` says so.
  bool next(LateVote& vote) {
    if (rest_.empty()) return false;
    std::uint64_t step = 0;
    std::size_t at = 0;
    for (unsigned shift = 0;; shift += 7) {
      if (at == rest_.size() || shift > 28) return stop();
      const std::uint8_t byte = rest_[at++];
      step |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (at == rest_.size()) return stop();
    const std::uint8_t slot = rest_[at++];
    const bool has_delay = (slot & 0x80) != 0;
    if (has_delay && at == rest_.size()) return stop();
    const std::uint64_t index = began_ ? validator_ + step : step;
    if ((began_ && step == 0) || index > 0xffffffff) return stop();
    vote.validator = static_cast<std::uint32_t>(index);
    vote.slot_in_epoch = slot & 0x7f;
    vote.first_delay_slots = has_delay ? rest_[at++] : 0;
    validator_ = index;
    began_ = true;
    rest_ = rest_.subspan(at);
    return true;
  }

  /// `mismatch` if the bytes were cut short or not ascending; called after `next` gave false.
  Expected<void> check() const;

 private:
  bool stop() {
    wrong_ = true;
    rest_ = {};
    return false;
  }

  ByteSpan rest_;
  std::uint64_t validator_ = 0;
  bool began_ = false;
  bool wrong_ = false;
};

}  // namespace apsis
