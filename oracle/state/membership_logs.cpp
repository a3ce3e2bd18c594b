// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/membership_logs.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "core/hex.hpp"
#include "oracle/chain/contract_event.hpp"
#include "oracle/chain/log_query.hpp"
#include "oracle/state/capture_plan.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_rows.hpp"
#include "oracle/state/snapshot_store.hpp"

namespace apsis {

namespace {

const ContractEvent& prestaked() {
  return contract_event("RocketMinipoolDelegate", "MinipoolPrestaked");
}

const ContractEvent& enqueued() {
  return contract_event("RocketMegapoolDelegate", "MegapoolValidatorEnqueued");
}

/// The pools of a snapshot: of a megapool its validators, of a minipool nothing.
using Pools = std::map<Bytes20, const Megapool*>;

Pools pools_of(const NetworkSnapshot& snapshot) {
  Pools out;
  for (const Node& node : snapshot.nodes) {
    for (const Minipool& minipool : node.minipools) out[minipool.address] = nullptr;
    if (node.megapool) out[node.megapool->address] = &*node.megapool;
  }
  return out;
}

/// The key that a log is of; nothing for a validator that the snapshot does not know.
Expected<std::optional<Bytes48>> key_of(const AbiValue& named, const Megapool* megapool) {
  if (megapool == nullptr) {
    const auto key = pubkey_of(named.bytes());
    if (!key) return std::unexpected(key.error());
    return *key;
  }
  const auto number = u64_of(named.number());
  if (!number) return std::unexpected(number.error());
  if (*number >= megapool->validators.size()) return std::nullopt;
  return megapool->validators[*number].pubkey;
}

Expected<std::optional<MembershipEvent>> event_of(const ChainLog& log, const Megapool* megapool,
                                                  const ChainClock& clock) {
  const ContractEvent& event = megapool == nullptr ? prestaked() : enqueued();
  if (log.topics.empty() || log.topics[0] != event.topic) return std::nullopt;
  const auto values = decode_log(event, log.topics, log.data);
  if (!values) return std::unexpected(values.error());
  const auto key = key_of(values->front(), megapool);
  if (!key) return std::unexpected(key.error());
  const auto time = u64_of(values->back().number());
  if (!time) return std::unexpected(time.error());
  if (!*key || *time < clock.genesis_time) return std::nullopt;
  return MembershipEvent{log.contract, **key,
                         (*time - clock.genesis_time) / clock.seconds_per_slot};
}

/// Snapshots that stay and whose logs nobody has read, oldest first.
Expected<std::vector<StoredSnapshot>> snapshots_in_turn(Connection& connection,
                                                        const std::string& network,
                                                        std::uint64_t final_block) {
  return connection.guarded([&]() -> Expected<std::vector<StoredSnapshot>> {
    pqxx::work work(connection.sql());
    return read_snapshot_rows(
        work, fmt::format("WHERE network = {} AND NOT events_entered AND block_number <= {} AND "
                          "(state = 'confirmed' OR (block_hash IS NULL AND state <> 'reorged')) "
                          "ORDER BY block_number, snapshot_id LIMIT {}",
                          work.quote(network), final_block, membership_log_snapshots));
  });
}

/// The first block whose logs nobody has read for a snapshot at `block`.
Expected<std::uint64_t> first_unread(Connection& connection, const std::string& network,
                                     std::uint64_t block) {
  return connection.guarded([&]() -> Expected<std::uint64_t> {
    pqxx::work work(connection.sql());
    const pqxx::result before = work.exec_params(
        "SELECT max(block_number) FROM snapshots WHERE network = $1 AND events_entered AND "
        "block_number <= $2",
        network, block);
    const std::uint64_t floor = block - std::min(block, membership_log_blocks);
    if (before[0][0].is_null()) return floor;
    return std::max(before[0][0].as<std::uint64_t>() + 1, floor);
  });
}

Expected<std::uint64_t> enter_logs_of(ExecutionNodes& nodes, Connection& connection,
                                      const StoredSnapshot& stored, const std::string& network) {
  const auto text = SnapshotStore(connection).file(stored.content_hash);
  if (!text) return std::unexpected(text.error());
  const auto snapshot = read_network_snapshot(*text);
  if (!snapshot) return std::unexpected(snapshot.error());
  const auto first = first_unread(connection, network, stored.block_number);
  if (!first) return std::unexpected(first.error());
  std::uint64_t changed = 0;
  if (*first <= stored.block_number) {
    const auto logs = query_logs(nodes, {.first_block = *first,
                                         .last_block = stored.block_number,
                                         .first_topics = {prestaked().topic, enqueued().topic}});
    if (!logs) return std::unexpected(logs.error());
    const auto events = membership_events(*logs, *snapshot);
    if (!events) return std::unexpected(events.error());
    const auto entered = enter_membership_events(connection, network, *events);
    if (!entered) return entered;
    changed = *entered;
  }
  return connection.guarded([&]() -> Expected<std::uint64_t> {
    pqxx::work work(connection.sql());
    work.exec_params("UPDATE snapshots SET events_entered = true WHERE snapshot_id = $1",
                     stored.id);
    work.commit();
    return changed;
  });
}

}  // namespace

Expected<std::vector<MembershipEvent>> membership_events(std::span<const ChainLog> logs,
                                                         const NetworkSnapshot& snapshot) {
  const Pools pools = pools_of(snapshot);
  std::vector<MembershipEvent> out;
  for (const ChainLog& log : logs) {
    const auto pool = pools.find(log.contract);
    if (pool == pools.end()) continue;
    auto event = event_of(log, pool->second, snapshot.clock);
    if (!event) {
      return std::unexpected(within(fmt::format("log {} of block {}", log.index, log.block),
                                    std::move(event.error())));
    }
    if (*event) out.push_back(**event);
  }
  return out;
}

Expected<std::uint64_t> enter_membership_logs(ExecutionNodes& nodes, Connection& connection,
                                              const std::string& network,
                                              std::uint64_t final_block) {
  const auto turn = snapshots_in_turn(connection, network, final_block);
  if (!turn) return std::unexpected(turn.error());
  std::uint64_t changed = 0;
  for (const StoredSnapshot& stored : *turn) {
    const auto entered = enter_logs_of(nodes, connection, stored, network);
    if (!entered) {
      return std::unexpected(
          within(fmt::format("memberships of slot {}", stored.slot), entered.error()));
    }
    changed += *entered;
  }
  return changed;
}

}  // namespace apsis
