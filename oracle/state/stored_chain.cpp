// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <set>

#include "core/hex.hpp"
#include "oracle/state/stored_duties.hpp"

namespace apsis {

namespace {

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

}  // namespace apsis
