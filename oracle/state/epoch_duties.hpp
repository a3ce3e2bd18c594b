// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace apsis {

/// Stands for a duty whose slot nobody asked for.
inline constexpr std::uint8_t unasked_slot = 0xfe;
/// Stands for no duty in the epoch.
inline constexpr std::uint8_t no_duty = 0xff;

/// A vote that came more than an epoch after its duty, or never.
struct LateDuty {
  std::uint32_t place = 0;  ///< in the list of validators that was asked for
  std::uint8_t slot_in_epoch = 0;
  std::uint8_t first_delay_slots = 0;  ///< 0: in no block
};

/// Duties of one epoch for a list of validators. Every duty that is not in `late` was voted for
/// within an epoch of its slot.
struct EpochDuties {
  std::uint64_t epoch = 0;
  /// An entry a validator: slot within the epoch, `unasked_slot` or `no_duty`.
  std::span<const std::uint8_t> slots;
  std::span<const LateDuty> late;  ///< by place, ascending; their slots are always known
};

}  // namespace apsis
