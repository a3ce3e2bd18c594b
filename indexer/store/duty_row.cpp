// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/duty_row.hpp"

#include <bit>
#include <string>

#include "core/pg/copy_writer.hpp"
#include "schema/duty_bytes.hpp"

namespace apsis {
namespace {

Expected<std::uint64_t> slots_per_epoch_of(pqxx::transaction_base& transaction,
                                           const std::string& shown) {
  const pqxx::result rows = transaction.exec("SELECT slots_per_epoch FROM chain");
  if (rows.empty())
    return fail(ErrorKind::usage, "the database does not say which chain it holds", shown,
                "Store the chain before its epochs");
  const auto slots = rows[0][0].as<std::uint64_t>();
  if (slots == 0 || slots > max_slots_per_epoch_in_duties)
    return fail(ErrorKind::invalid,
                "epochs of " + std::to_string(slots) + " slots cannot be stored", shown);
  return slots;
}

/// Slot of the duty within the epoch for each validator of the registry.
Expected<Bytes> slots_in_epoch(const EpochRecord& record, std::uint64_t slots_per_epoch) {
  const std::vector<std::uint64_t>& slots = record.validators.duty_slot;
  const std::uint64_t first = record.epoch.value * slots_per_epoch;
  Bytes out(slots.size(), no_duty_byte);
  for (std::size_t v = 0; v < slots.size(); ++v) {
    if (slots[v] == no_slot) continue;
    if (slots[v] < first || slots[v] - first >= slots_per_epoch)
      return fail(ErrorKind::invalid,
                  "the duty of validator " + std::to_string(v) + " is in slot " +
                      std::to_string(slots[v]) + ", outside its epoch",
                  "epoch " + std::to_string(record.epoch.value));
    out[v] = static_cast<std::uint8_t>(slots[v] - first);
  }
  return out;
}

std::vector<LateVote> late_votes_of(const EpochRecord& record, const Bytes& slots,
                                    std::uint64_t slots_per_epoch) {
  std::vector<LateVote> out;
  for (std::size_t v = 0; v < slots.size(); ++v) {
    if (slots[v] == no_duty_byte) continue;
    const std::uint64_t delays = record.validators.inclusion_delays[v];
    const int first_delay = delays == 0 ? 0 : std::countr_zero(delays) + 1;
    if (first_delay != 0 && static_cast<std::uint64_t>(first_delay) <= slots_per_epoch) continue;
    out.push_back(
        {static_cast<std::uint32_t>(v), slots[v], static_cast<std::uint8_t>(first_delay)});
  }
  return out;
}

Bytes picked(const Bytes& slots, const TrackedSet& tracked) {
  if (!tracked.validators) return slots;
  Bytes out;
  out.reserve(tracked.validators->size());
  for (const std::int32_t v : *tracked.validators)
    out.push_back(slots[static_cast<std::size_t>(v)]);
  return out;
}

}  // namespace

Expected<void> write_duty_row(Connection& connection, pqxx::transaction_base& transaction,
                              const EpochRecord& record, const TrackedSet& tracked) {
  const Expected<std::uint64_t> slots_per_epoch =
      slots_per_epoch_of(transaction, connection.shown());
  if (!slots_per_epoch) return std::unexpected(slots_per_epoch.error());
  const Expected<Bytes> slots = slots_in_epoch(record, *slots_per_epoch);
  if (!slots) return std::unexpected(slots.error());
  CopyWriter rows(connection, "epoch_duties",
                  "epoch,validator_count,set_id,attester_seed,duty_slots,late_votes");
  rows.row();
  rows.unsigned_bigint(record.epoch.value);
  rows.integer(static_cast<std::int32_t>(slots->size()));
  tracked.validators ? rows.bigint(tracked.set_id) : rows.null();
  rows.bytea(record.validators.attester_seed);
  rows.bytea(picked(*slots, tracked));
  rows.bytea(encode_late_votes(late_votes_of(record, *slots, *slots_per_epoch)));
  return rows.finish();
}

}  // namespace apsis
