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

std::int64_t at(const std::vector<std::int64_t>& values, std::size_t i) {
  return i < values.size() ? values[i] : 0;
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
  for (std::size_t i = 0; i < columns.duties_before_gwei.size(); ++i) {
    columns.duties_before_gwei[i] = at(duties.source_gwei, i) + at(duties.target_gwei, i) +
                                    at(duties.head_gwei, i) + at(duties.inactivity_gwei, i);
  }
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

void fill_duties(ValidatorColumns& columns, const DutyBooking& duties) {
  const std::size_t count = columns.balance_end_gwei.size();
  column(columns, Component::source) = resized(duties.source_gwei, count);
  column(columns, Component::target) = resized(duties.target_gwei, count);
  column(columns, Component::head) = resized(duties.head_gwei, count);
  column(columns, Component::inactivity) = resized(duties.inactivity_gwei, count);
  columns.max_source_gwei = resized(duties.max_source_gwei, count);
  columns.max_target_gwei = resized(duties.max_target_gwei, count);
  columns.max_head_gwei = resized(duties.max_head_gwei, count);
  columns.effective_balance_gwei = resized(duties.effective_balance_gwei, count);
  columns.flags = resized(duties.flags, count);
  columns.duty_slot = resized(duties.votes.duty_slot, count);
  columns.committee_index = resized(duties.votes.committee_index, count);
  columns.committee_position = resized(duties.votes.committee_position, count);
  columns.inclusion_delays = resized(duties.votes.inclusion_delays, count);
  columns.attester_seed = duties.votes.attester_seed;
}

}  // namespace apsis
