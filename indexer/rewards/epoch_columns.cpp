// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/rewards/epoch_columns.hpp"

#include <algorithm>

namespace apsis {
namespace {

std::vector<std::int64_t>& column(ValidatorColumns& columns, Component component) {
  return columns.component_gwei[static_cast<std::size_t>(component)];
}

template <class T>
std::vector<T> resized(std::vector<T> values, std::size_t count) {
  values.resize(count);
  return values;
}

/// A column of `count` entries; `amount` gives that of a validator whose duties were booked.
template <class Amount>
std::vector<std::int64_t> duty_column(const DutyBooking& duties, std::size_t count, Amount amount) {
  std::vector<std::int64_t> out(count);
  const std::size_t booked = std::min(count, duties.size());
  for (std::size_t i = 0; i < booked; ++i) out[i] = amount(i);
  return out;
}

/// Adds what blocks and transitions booked, component by component.
void add_bookings(const EpochLedger& ledger, ValidatorColumns& columns) {
  for (const Booking& booking : ledger.bookings) {
    column(columns, booking.component)[booking.validator] += booking.amount_gwei;
    if (booking.component == Component::sync) {
      columns.max_sync_gwei[booking.validator] += std::abs(booking.amount_gwei);
    }
  }
  for (const Saturation& saturation : ledger.saturations) {
    columns.saturated_gwei[saturation.validator] +=
        static_cast<std::int64_t>(saturation.not_taken_gwei);
  }
}

void add_duties_before(const DutyBooking& duties, ValidatorColumns& columns) {
  columns.duties_before_gwei =
      duty_column(duties, columns.duties_before_gwei.size(), [&](std::size_t i) {
        return duties.flag_gwei(i, 0) + duties.flag_gwei(i, 1) + duties.flag_gwei(i, 2) +
               duties.inactivity_of(i);
      });
}

Expected<void> check_invariant(const EpochLedger& ledger, const ValidatorColumns& columns) {
  for (std::size_t i = 0; i < columns.balance_end_gwei.size(); ++i) {
    std::int64_t booked = columns.duties_before_gwei[i] + columns.saturated_gwei[i];
    for (const auto& component : columns.component_gwei) booked += component[i];
    const auto change = static_cast<std::int64_t>(columns.balance_end_gwei[i]) -
                        static_cast<std::int64_t>(columns.balance_start_gwei[i]);
    if (booked == change) continue;
    return fail(ErrorKind::mismatch,
                "the balance changed by " + std::to_string(change) + " gwei, but " +
                    std::to_string(booked) + " gwei were booked",
                "epoch " + std::to_string(ledger.epoch) + ", validator " + std::to_string(i),
                "This is a fault of the replay's books: no row of the epoch is written");
  }
  return {};
}

}  // namespace

Expected<ValidatorColumns> open_columns(const EpochLedger& ledger) {
  const std::size_t count = ledger.balance_end_gwei.size();
  ValidatorColumns out;
  out.balance_start_gwei = resized(ledger.balance_start_gwei, count);
  out.balance_end_gwei = ledger.balance_end_gwei;
  for (auto& component : out.component_gwei) component.assign(count, 0);
  for (auto* values : {&out.saturated_gwei, &out.duties_before_gwei, &out.max_sync_gwei}) {
    values->assign(count, 0);
  }
  add_bookings(ledger, out);
  add_duties_before(ledger.duties, out);
  if (auto ok = check_invariant(ledger, out); !ok) return std::unexpected(std::move(ok.error()));
  return out;
}

void fill_duties(ValidatorColumns& columns, const DutyBooking& duties, const VoteColumns& votes) {
  const std::size_t count = columns.balance_end_gwei.size();
  constexpr Component components[] = {Component::source, Component::target, Component::head};
  std::vector<std::int64_t>* const most[] = {&columns.max_source_gwei, &columns.max_target_gwei,
                                             &columns.max_head_gwei};
  for (std::size_t flag = 0; flag < std::size(components); ++flag) {
    column(columns, components[flag]) =
        duty_column(duties, count, [&](std::size_t i) { return duties.flag_gwei(i, flag); });
    *most[flag] =
        duty_column(duties, count, [&](std::size_t i) { return duties.max_gwei(i, flag); });
  }
  column(columns, Component::inactivity) =
      duty_column(duties, count, [&](std::size_t i) { return duties.inactivity_of(i); });
  columns.effective_balance_gwei = resized(duties.effective_balance_gwei, count);
  columns.flags = resized(duties.flags, count);
  for (std::uint8_t& flags : columns.flags) {
    flags = static_cast<std::uint8_t>(flags & ~DutyBooking::eligible_bit);
  }
  columns.duty_slot = resized(votes.duty_slot, count);
  columns.committee_index = resized(votes.committee_index, count);
  columns.committee_position = resized(votes.committee_position, count);
  columns.inclusion_delays = resized(votes.inclusion_delays, count);
  columns.attester_seed = votes.attester_seed;
}

}  // namespace apsis
