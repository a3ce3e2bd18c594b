// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/stored_duties.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/check.hpp"
#include "core/pg/copy_reader.hpp"
#include "schema/duty_bytes.hpp"

namespace apsis {

namespace {

constexpr std::uint32_t nowhere = 0xffffffff;
constexpr std::int64_t every_validator = -1;

static_assert(no_duty == no_duty_byte);

std::unexpected<Error> wrong_row(std::uint64_t epoch, std::string what) {
  return fail(ErrorKind::mismatch, std::move(what), fmt::format("epoch_duties, epoch {}", epoch),
              "Drop the epoch and store it again with apsis-indexer");
}

}  // namespace

/// One row of the table; its bytes belong to the reader of the rows.
struct StoredDuties::Row {
  std::uint64_t epoch;
  std::uint64_t validator_count;
  std::int64_t set_id;
  ByteSpan attester_seed;
  ByteSpan duty_slots;
  ByteSpan late_votes;
};

StoredDuties::StoredDuties(Connection& connection, std::vector<std::uint64_t> validators,
                           std::uint64_t slots_per_epoch)
    : connection_(&connection),
      validators_(std::move(validators)),
      slots_per_epoch_(slots_per_epoch) {
  CHECK(std::ranges::is_sorted(validators_));
  slots_.resize(validators_.size());
  // An index beyond 32 bits is in no row; the snapshot's reader has no such limit.
  if (!validators_.empty())
    place_of_.resize(std::min<std::uint64_t>(validators_.back(), 1u << 28) + 1, nowhere);
  for (std::size_t i = 0; i < validators_.size(); ++i)
    if (validators_[i] < place_of_.size())
      place_of_[validators_[i]] = static_cast<std::uint32_t>(i);
}

Expected<void> StoredDuties::load_sets(pqxx::transaction_base& work, std::uint64_t first,
                                       std::uint64_t last) {
  const pqxx::result ids =
      work.exec(fmt::format("SELECT DISTINCT coalesce(set_id, {}) FROM epoch_duties "
                            "WHERE epoch BETWEEN {} AND {}",
                            every_validator, first, last));
  for (const pqxx::row& id_row : ids) {
    const auto id = id_row[0].as<std::int64_t>();
    if (sets_.contains(id)) continue;
    if (auto ok = load_set(id); !ok) return ok;
  }
  return {};
}

Expected<void> StoredDuties::load_set(std::int64_t id) {
  Set set;
  set.positions.resize(validators_.size(), nowhere);
  if (id == every_validator) {
    for (std::size_t i = 0; i < validators_.size(); ++i)
      if (validators_[i] < nowhere) set.positions[i] = static_cast<std::uint32_t>(validators_[i]);
    sets_[id] = std::move(set);
    return {};
  }
  CopyReader members(*connection_,
                     fmt::format("SELECT v FROM tracked_sets, unnest(validators) WITH ORDINALITY "
                                 "AS u (v, n) WHERE set_id = {} ORDER BY n",
                                 id));
  while (true) {
    const Expected<bool> more = members.next();
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
    const auto validator = static_cast<std::uint64_t>(members.number(0));
    if (validator < place_of_.size() && place_of_[validator] != nowhere)
      set.positions[place_of_[validator]] = static_cast<std::uint32_t>(set.size);
    ++set.size;
  }
  sets_[id] = std::move(set);
  return {};
}

Expected<void> StoredDuties::load_registry(pqxx::transaction_base& work) {
  const bool all_tracked = std::ranges::all_of(sets_, [](const auto& set) {
    return set.first == every_validator ||
           std::ranges::find(set.second.positions, nowhere) == set.second.positions.end();
  });
  if (all_tracked || registry_) return {};
  Expected<StoredRegistry> registry = StoredRegistry::read(*connection_, work);
  if (!registry) return std::unexpected(registry.error());
  registry_ = std::make_unique<StoredRegistry>(std::move(*registry));
  return {};
}

Expected<void> StoredDuties::take_slots(const Row& row) {
  const Set& set = sets_.at(row.set_id);
  const std::vector<std::uint32_t>& positions = set.positions;
  const std::uint8_t* const bytes = row.duty_slots.data();
  const std::size_t count = row.duty_slots.size();
  if (count != (row.set_id == every_validator ? row.validator_count : set.size))
    return wrong_row(row.epoch, "duty_slots has not one byte for each of its validators");
  std::uint8_t highest = 0;
  for (std::size_t i = 0; i < validators_.size(); ++i) {
    const std::uint32_t position = positions[i];
    const std::uint8_t slot = position < count ? bytes[position] : no_duty;
    slots_[i] = slot;
    if (slot != no_duty) highest = std::max(highest, slot);
  }
  if (highest < slots_per_epoch_) return {};
  return wrong_row(row.epoch, fmt::format("duty_slots holds a slot of {}, in epochs of {} slots",
                                          highest, slots_per_epoch_));
}

void StoredDuties::take_untracked(const Row& row, const SlotsNeeded& slots_needed) {
  if (row.set_id == every_validator || !registry_) return;
  const std::vector<std::uint32_t>& positions = sets_.at(row.set_id).positions;
  for (std::size_t i = 0; i < validators_.size(); ++i)
    if (positions[i] == nowhere && registry_->is_active(validators_[i], row.epoch))
      slots_[i] = unasked_slot;
  std::vector<std::uint32_t> places;
  std::vector<std::uint64_t> indices;
  for (const std::uint32_t place : slots_needed(row.epoch)) {
    if (slots_[place] != unasked_slot) continue;
    places.push_back(place);
    indices.push_back(validators_[place]);
  }
  if (places.empty()) return;
  const auto slots = registry_->duty_slots(indices, row.epoch, to_array<32>(row.attester_seed));
  for (std::size_t i = 0; i < places.size(); ++i) slots_[places[i]] = slots[i];
}

Expected<void> StoredDuties::take_late(const Row& row) {
  late_.clear();
  LateVoteCursor cursor(row.late_votes);
  for (LateVote vote; cursor.next(vote);) {
    if (vote.validator >= place_of_.size()) continue;
    const std::uint32_t place = place_of_[vote.validator];
    if (place != nowhere) late_.push_back({place, vote.slot_in_epoch, vote.first_delay_slots});
  }
  if (auto ok = cursor.check(); !ok) return wrong_row(row.epoch, "late_votes: " + ok.error().what);
  return {};
}

Expected<void> StoredDuties::take(const Row& row, const SlotsNeeded& slots_needed,
                                  const Sink& sink) {
  if (row.attester_seed.size() != 32) return wrong_row(row.epoch, "attester_seed is not 32 bytes");
  if (auto ok = take_slots(row); !ok) return ok;
  take_untracked(row, slots_needed);
  if (auto ok = take_late(row); !ok) return ok;
  return sink({row.epoch, slots_, late_});
}

Expected<void> StoredDuties::read(std::uint64_t first, std::uint64_t last,
                                  const SlotsNeeded& slots_needed, const Sink& sink) {
  return connection_->guarded([&]() -> Expected<void> {
    // One state of the database, although the indexer goes on writing.
    pqxx::transaction<pqxx::repeatable_read> work(connection_->sql());
    const Expected<std::string> missing = missing_stored_epochs(work, first, last);
    if (!missing) return std::unexpected(missing.error());
    if (!missing->empty())
      return fail(ErrorKind::mismatch,
                  "epochs of the interval are missing or not final: " + *missing, "duties",
                  "store them with apsis-indexer");
    if (auto ok = load_sets(work, first, last); !ok) return ok;
    if (auto ok = load_registry(work); !ok) return ok;
    CopyReader rows(*connection_,
                    fmt::format("SELECT epoch, validator_count, coalesce(set_id, {}), "
                                "attester_seed, duty_slots, late_votes FROM epoch_duties "
                                "WHERE epoch BETWEEN {} AND {} ORDER BY epoch",
                                every_validator, first, last));
    while (true) {
      const Expected<bool> more = rows.next();
      if (!more) return std::unexpected(more.error());
      if (!*more) return {};
      const Row row{static_cast<std::uint64_t>(rows.number(0)),
                    static_cast<std::uint64_t>(rows.number(1)),
                    rows.number(2),
                    rows.bytes(3),
                    rows.bytes(4),
                    rows.bytes(5)};
      if (auto ok = take(row, slots_needed, sink); !ok) return ok;
    }
  });
}

Expected<void> StoredDuties::read_withdrawals(
    std::uint64_t first, std::uint64_t last,
    const std::function<void(const ValidatorWithdrawal&)>& sink) {
  return connection_->guarded([&]() -> Expected<void> {
    pqxx::work work(connection_->sql());
    CopyReader rows(*connection_,
                    fmt::format("SELECT slot, validator, amount_gwei FROM withdrawals "
                                "WHERE epoch BETWEEN {} AND {}",
                                first, last));
    while (true) {
      const Expected<bool> more = rows.next();
      if (!more) return std::unexpected(more.error());
      if (!*more) return {};
      const auto validator = static_cast<std::uint64_t>(rows.number(1));
      if (validator >= place_of_.size() || place_of_[validator] == nowhere) continue;
      sink({static_cast<std::uint64_t>(rows.number(0)), validator,
            static_cast<std::uint64_t>(rows.number(2))});
    }
  });
}

Expected<std::string> missing_stored_epochs(pqxx::transaction_base& work, std::uint64_t first,
                                            std::uint64_t last) {
  std::string out;
  std::uint64_t next = first;
  const auto tell = [&](std::uint64_t end) {
    out += fmt::format("{}{}", out.empty() ? "" : ", ", next);
    if (end > next + 1) out += fmt::format(" to {}", end - 1);
  };
  for (const pqxx::row& row : work.exec(
           fmt::format("SELECT epoch FROM epoch_duties LEFT JOIN epochs USING (epoch) "
                       "WHERE coalesce(finalized, true) AND epoch BETWEEN {} AND {} ORDER BY epoch",
                       first, last))) {
    const auto epoch = row[0].as<std::uint64_t>();
    if (epoch > next) tell(epoch);
    next = epoch + 1;
  }
  if (next <= last) tell(last + 1);
  return out;
}

}  // namespace apsis
