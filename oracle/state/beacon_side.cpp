// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/beacon_side.hpp"

#include <fmt/format.h>

#include <set>

#include "core/hex.hpp"
#include "oracle/state/snapshot_names.hpp"

namespace apsis {

namespace {

std::string text_of(const BeaconValidators& validators, const Bytes48& pubkey) {
  const auto found = validators.find(pubkey);
  if (found == validators.end()) return "not known";
  const BeaconValidator& validator = found->second;
  return fmt::format("index {}, {}, activation epoch {}, exit epoch {}, withdrawable epoch {}, {}",
                     validator.index, snapshot_name(validator_statuses, validator.status),
                     validator.activation_epoch, validator.exit_epoch, validator.withdrawable_epoch,
                     validator.balance_gwei ? fmt::format("{} gwei", *validator.balance_gwei)
                                            : std::string("no balance"));
}

template <class Place>
void for_each_place(NetworkSnapshot& snapshot, const Place& place) {
  for (Node& node : snapshot.nodes) {
    for (Minipool& minipool : node.minipools) place(minipool.pubkey, minipool.beacon);
    if (!node.megapool) continue;
    for (MegapoolValidator& validator : node.megapool->validators)
      place(validator.pubkey, validator.beacon);
  }
}

}  // namespace

std::vector<Bytes48> snapshot_pubkeys(const NetworkSnapshot& snapshot) {
  std::set<Bytes48> out;
  for (const Node& node : snapshot.nodes) {
    for (const Minipool& minipool : node.minipools) out.insert(minipool.pubkey);
    if (!node.megapool) continue;
    for (const MegapoolValidator& validator : node.megapool->validators)
      out.insert(validator.pubkey);
  }
  return {out.begin(), out.end()};
}

void place_beacon_side(NetworkSnapshot& snapshot, const BeaconValidators& validators) {
  for_each_place(snapshot, [&](const Bytes48& pubkey, std::optional<BeaconValidator>& beacon) {
    const auto found = validators.find(pubkey);
    beacon = found == validators.end() ? std::nullopt : std::optional(found->second);
  });
}

ValidatorStatus validator_status(const BeaconValidator& validator, bool is_eligible, bool slashed,
                                 std::uint64_t epoch) {
  if (validator.activation_epoch > epoch)
    return is_eligible ? ValidatorStatus::pending_queued : ValidatorStatus::pending_initialized;
  if (validator.exit_epoch > epoch) {
    if (validator.exit_epoch == far_future_epoch) return ValidatorStatus::active_ongoing;
    return slashed ? ValidatorStatus::active_slashed : ValidatorStatus::active_exiting;
  }
  if (validator.withdrawable_epoch > epoch)
    return slashed ? ValidatorStatus::exited_slashed : ValidatorStatus::exited_unslashed;
  return validator.balance_gwei.value_or(0) > 0 ? ValidatorStatus::withdrawal_possible
                                                : ValidatorStatus::withdrawal_done;
}

Expected<void> compare_beacon_sides(const BeaconValidators& a, const std::string& from_a,
                                    const BeaconValidators& b, const std::string& from_b) {
  if (a == b) return {};
  std::set<Bytes48> keys;
  for (const auto& [key, validator] : a) keys.insert(key);
  for (const auto& [key, validator] : b) keys.insert(key);
  for (const Bytes48& key : keys) {
    const std::string of_a = text_of(a, key), of_b = text_of(b, key);
    if (of_a == of_b) continue;
    return fail(
        ErrorKind::mismatch,
        fmt::format("two sources disagree: {} says {}; {} says {}", from_a, of_a, from_b, of_b),
        "validator " + to_hex(key), "find out which one is wrong before anything is voted");
  }
  return {};
}

}  // namespace apsis
