// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/stored_duties.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "core/hex.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t epochs_in_batch = 64;

/// Reads PostgreSQL's text of an array of integers, element by element, without a copy.
class ArrayText {
 public:
  explicit ArrayText(std::string_view text) : rest_(text) {
    if (rest_.starts_with('{')) rest_.remove_prefix(1);
  }

  /// Whether there is another element; `value` is nothing where it is NULL.
  bool next(std::optional<std::int64_t>& value) {
    if (rest_.empty() || rest_.front() == '}') return false;
    const std::string_view element = rest_.substr(0, rest_.find_first_of(",}"));
    std::int64_t number = 0;
    const char* end = element.data() + element.size();
    const auto read = std::from_chars(element.data(), end, number);
    value = read.ec == std::errc{} && read.ptr == end ? std::optional(number) : std::nullopt;
    rest_.remove_prefix(element.size());
    if (rest_.starts_with(',')) rest_.remove_prefix(1);
    return true;
  }

 private:
  std::string_view rest_;
};

/// Hands on the duties of one row. Bit d - 1 of the delays stands for a block at duty slot + d.
Expected<void> read_row(const pqxx::row& row, const DutySink& sink) {
  const auto epoch = row[0].as<std::uint64_t>();
  sink.epoch(epoch);
  ArrayText validators(row[1].c_str()), slots(row[2].c_str()), delays(row[3].c_str());
  std::optional<std::int64_t> validator, slot, delay_bits;
  while (validators.next(validator)) {
    if (!slots.next(slot) || !delays.next(delay_bits) || !validator)
      return fail(ErrorKind::mismatch, "arrays of different lengths",
                  fmt::format("duties_by_epoch, epoch {}", epoch));
    if (!slot) continue;
    const auto bits = static_cast<std::uint64_t>(delay_bits.value_or(0));
    const int first_delay_slots = bits == 0 ? 0 : std::countr_zero(bits) + 1;
    sink.duty({static_cast<std::uint64_t>(*validator), static_cast<std::uint64_t>(*slot),
               static_cast<std::uint64_t>(first_delay_slots)});
  }
  return {};
}

Expected<void> read_batch(pqxx::work& work, std::uint64_t first, std::uint64_t last,
                          const DutySink& sink) {
  const pqxx::result rows = work.exec(
      fmt::format("SELECT epoch, validator, duty_slot, inclusion_delays FROM duties_by_epoch "
                  "WHERE epoch BETWEEN {} AND {} ORDER BY epoch",
                  first, last));
  for (const pqxx::row& row : rows)
    if (auto ok = read_row(row, sink); !ok) return ok;
  const pqxx::result withdrawals =
      work.exec(fmt::format("SELECT slot, validator, amount_gwei FROM withdrawals "
                            "WHERE epoch BETWEEN {} AND {} ORDER BY withdrawal_index",
                            first, last));
  for (const pqxx::row& row : withdrawals)
    sink.withdrawal(
        {row[0].as<std::uint64_t>(), row[1].as<std::uint64_t>(), row[2].as<std::uint64_t>()});
  return {};
}

/// A validator as the snapshot names it.
using IndexAndKey = std::pair<std::uint64_t, Bytes48>;

/// All indices and public keys of the snapshot; an index with two keys stands twice.
std::set<IndexAndKey> keys_of(const NetworkSnapshot& snapshot) {
  std::set<IndexAndKey> out;
  for (const Node& node : snapshot.nodes) {
    for (const Minipool& minipool : node.minipools)
      if (minipool.beacon) out.emplace(minipool.beacon->index, minipool.pubkey);
    if (!node.megapool) continue;
    for (const MegapoolValidator& validator : node.megapool->validators)
      if (validator.beacon) out.emplace(validator.beacon->index, validator.pubkey);
  }
  return out;
}

Expected<void> check_clock(pqxx::work& work, const ChainClock& clock) {
  const pqxx::result rows =
      work.exec("SELECT genesis_time, slots_per_epoch, slot_duration_ms FROM chain");
  if (rows.empty())
    return fail(ErrorKind::mismatch, "the database holds no chain", "table chain",
                "fill it with apsis-indexer first");
  if (rows[0][0].as<std::uint64_t>() == clock.genesis_time &&
      rows[0][1].as<std::uint64_t>() == clock.slots_per_epoch &&
      rows[0][2].as<std::uint64_t>() == clock.seconds_per_slot * 1000)
    return {};
  return fail(ErrorKind::mismatch,
              "the database holds another chain than the snapshot: genesis time, slots per epoch "
              "or slot duration differ",
              "table chain");
}

Expected<void> check_keys(pqxx::work& work, const std::set<IndexAndKey>& keys) {
  if (keys.empty()) return {};
  std::string indices;
  for (const auto& [index, key] : keys)
    indices += fmt::format("{}{}", indices.empty() ? "" : ",", index);
  const pqxx::result rows = work.exec(
      "SELECT validator, encode(pubkey, 'hex') FROM validator_keys "
      "WHERE validator = ANY('{" +
      indices + "}'::bigint[])");
  std::map<std::uint64_t, std::string> stored;
  for (const pqxx::row& row : rows) stored[row[0].as<std::uint64_t>()] = row[1].as<std::string>();
  for (const auto& [index, key] : keys) {
    const auto found = stored.find(index);
    const std::string place = fmt::format("validator {}", index);
    if (found == stored.end())
      return fail(ErrorKind::mismatch, "the snapshot knows it, the database does not", place);
    if (found->second != to_hex_bare(key))
      return fail(ErrorKind::mismatch,
                  "the snapshot gives it the public key " + to_hex(key) + ", the database another",
                  place);
  }
  return {};
}

}  // namespace

Expected<void> check_stored_chain(Connection& connection, const NetworkSnapshot& snapshot) {
  return connection.guarded([&]() -> Expected<void> {
    pqxx::work work(connection.sql());
    if (auto ok = check_clock(work, snapshot.clock); !ok) return ok;
    return check_keys(work, keys_of(snapshot));
  });
}

Expected<void> read_stored_duties(Connection& connection, const NetworkSnapshot& snapshot,
                                  const DutySink& sink) {
  return connection.guarded([&]() -> Expected<void> {
    pqxx::work work(connection.sql());
    const std::uint64_t last = last_duty_epoch(snapshot);
    for (std::uint64_t epoch = first_duty_epoch(snapshot); epoch <= last; epoch += epochs_in_batch)
      if (auto ok = read_batch(work, epoch, std::min(last, epoch + epochs_in_batch - 1), sink); !ok)
        return ok;
    return {};
  });
}

}  // namespace apsis
