// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ether.hpp"
#include "core/hex.hpp"
#include "oracle/balances/megapool_balance.hpp"
#include "oracle/balances/reference_float.hpp"

namespace apsis {

namespace {

int256 milli_eth_to_wei(std::uint64_t amount) {
  return int256(milli_eth) * amount;
}

/// Adds a balance that counts as staking, all but what the node is taken to have bonded.
void add_staking(MegapoolValidatorBalance& out, const uint256& reduced_bond) {
  out.staking = out.balance - int256(reduced_bond);
}

Expected<MegapoolValidatorBalance> withdrawn_balance(const MegapoolValidator& validator,
                                                     std::uint64_t slots_per_epoch) {
  const std::string place = "validator " + to_hex(validator.pubkey);
  if (!validator.beacon)
    return fail(ErrorKind::invalid, "exits, but the beacon chain does not know it", place,
                "the official client makes no report either; look again at the next target");
  const std::uint64_t epoch = validator.beacon->withdrawable_epoch;
  if (validator.withdrawal_unseen)
    return MegapoolValidatorBalance{.validator = &validator,
                                    .reason = MegapoolValidatorCase::unseen};
  const std::optional<FinalWithdrawal>& found = validator.final_withdrawal;
  const bool is_reachable = epoch <= ~std::uint64_t{0} / slots_per_epoch;
  const bool in_time = found && is_reachable && found->slot >= epoch * slots_per_epoch &&
                       found->slot - epoch * slots_per_epoch <= withdrawal_search_slots;
  if (!in_time)
    return fail(ErrorKind::invalid,
                "is empty, and no withdrawal of it is known within 144,000 slots of its "
                "withdrawable epoch",
                place, "take the snapshot with its final_withdrawal");
  MegapoolValidatorBalance out{.validator = &validator, .reason = MegapoolValidatorCase::withdrawn};
  out.balance = out.withdrawn = reference_gwei_to_wei(found->amount_gwei);
  return out;
}

}  // namespace

Expected<MegapoolValidatorBalance> megapool_validator_balance(const MegapoolValidator& validator,
                                                              std::uint64_t epoch,
                                                              std::uint64_t slots_per_epoch,
                                                              const uint256& reduced_bond) {
  using enum MegapoolValidatorCase;
  MegapoolValidatorBalance out{.validator = &validator};
  const std::uint64_t gwei = validator.beacon ? *validator.beacon->balance_gwei : 0;
  if (validator.dissolved || validator.exited || validator.in_queue) {
    out.reason = left_out;
  } else if (validator.in_prestake) {
    out.reason = prestaked;
    out.balance = milli_eth_to_wei(validator.requested_value_milli_eth);
  } else if (validator.exiting) {
    if (gwei == 0) return withdrawn_balance(validator, slots_per_epoch);
    out.reason = exiting;
    out.balance = reference_gwei_to_wei(gwei);
    add_staking(out, reduced_bond);
  } else if (validator.staked) {
    // A validator that the beacon chain does not know counts as active since ever, with nothing,
    // and as exited: so the official client's empty record reads.
    const std::uint64_t activation = validator.beacon ? validator.beacon->activation_epoch : 0;
    const std::uint64_t exit = validator.beacon ? validator.beacon->exit_epoch : 0;
    if (activation == far_future_epoch || activation > epoch) {
      out.reason = not_active;
      out.balance = milli_eth_to_wei(*validator.deposit_value_milli_eth);
    } else {
      out.reason = staked;
      out.balance = reference_gwei_to_wei(gwei);
      if (activation < epoch && exit > epoch) add_staking(out, reduced_bond);
    }
  }
  return out;
}

}  // namespace apsis
