// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/beacon_source.hpp"

#include <fmt/format.h>

#include "core/hex.hpp"
#include "oracle/state/stored_beacon.hpp"

namespace apsis {

namespace {

/// Whether balances ask for the withdrawal that emptied it.
bool is_emptied(const MegapoolValidator& validator) {
  return validator.exiting && !validator.exited && !validator.dissolved && validator.beacon &&
         validator.beacon->balance_gwei.value_or(0) == 0 &&
         validator.beacon->withdrawable_epoch != far_future_epoch;
}

template <class Take>
void for_each_emptied(NetworkSnapshot& snapshot, const Take& take) {
  for (Node& node : snapshot.nodes) {
    if (!node.megapool) continue;
    for (MegapoolValidator& validator : node.megapool->validators)
      if (is_emptied(validator)) take(validator);
  }
}

}  // namespace

Expected<BeaconValidators> read_beacon_side(const BeaconSource& source,
                                            std::span<const Bytes48> pubkeys, std::uint64_t slot,
                                            const Bytes32& block_hash) {
  if (source.rows == nullptr && source.nodes == nullptr)
    return fail(ErrorKind::usage, "nothing tells the validators' balances",
                "beacon side of the snapshot", "give --db with an indexer's rows, or --beacon");
  if (source.rows == nullptr) return source.nodes->validators(pubkeys, slot);
  Expected<StoredBeacon> stored = read_stored_beacon(*source.rows, pubkeys, slot, block_hash);
  if (!stored) return std::unexpected(stored.error());
  if (stored->unsettled.empty()) return std::move(stored->validators);
  if (source.nodes == nullptr)
    return fail(ErrorKind::mismatch,
                fmt::format("{} validators are not settled by the stored rows in the middle of an "
                            "epoch (not tracked, in the sync committee, or changing), the first is "
                            "{}",
                            stored->unsettled.size(), to_hex(stored->unsettled[0])),
                fmt::format("slot {}", slot), "give --beacon as well");
  Expected<BeaconValidators> asked = source.nodes->validators(stored->unsettled, slot);
  if (!asked) return std::unexpected(asked.error());
  asked->merge(stored->validators);
  return asked;
}

Expected<void> place_final_withdrawals(Connection* rows, NetworkSnapshot& snapshot) {
  std::map<std::uint64_t, std::uint64_t> first_slots;
  for_each_emptied(snapshot, [&](MegapoolValidator& validator) {
    validator.withdrawal_unseen = rows == nullptr;
    first_slots[validator.beacon->index] =
        validator.beacon->withdrawable_epoch * snapshot.clock.slots_per_epoch;
  });
  if (first_slots.empty() || rows == nullptr) return {};
  const auto read =
      read_final_withdrawals(*rows, first_slots, snapshot.interval.consensus_end_slot);
  if (!read) return std::unexpected(read.error());
  for_each_emptied(snapshot, [&](MegapoolValidator& validator) {
    const std::uint64_t index = validator.beacon->index;
    const auto withdrawal = read->found.find(index);
    validator.final_withdrawal = withdrawal == read->found.end()
                                     ? std::nullopt
                                     : std::optional<FinalWithdrawal>(withdrawal->second);
    validator.withdrawal_unseen = read->unseen.contains(index);
  });
  return {};
}

}  // namespace apsis
