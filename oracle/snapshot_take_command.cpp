// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/snapshot_take_command.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/hex.hpp"
#include "core/pg/database.hpp"
#include "schema/schema.hpp"

namespace apsis {

namespace {

void print_taken(const StoredSnapshot& snapshot, bool is_new) {
  const SnapshotTaking& taking = snapshot.taking;
  fmt::print("slot {} block {} {}\n", snapshot.slot, snapshot.block_number,
             taking.block_hash ? to_hex(*taking.block_hash) : "");
  fmt::print("content {}\n", to_hex(snapshot.content_hash));
  fmt::print("{}, {}{}\n", is_new ? "stored" : "was stored already",
             snapshot_origin_name(taking.origin),
             taking.used_archive ? ", from an archive node" : "");
  fmt::print("{} sub-calls in {} requests, {} bytes, {} ms\n", taking.cost.sub_calls,
             taking.cost.requests, taking.cost.answer_bytes, taking.cost.milliseconds);
}

/// A young chain has no final block, and a snapshot that was taken stays taken.
void confirm_earlier(SnapshotTaker& taker) {
  const auto confirmed = taker.confirm();
  if (!confirmed) {
    spdlog::warn("not confirmed: {}", confirmed.error().text());
    return;
  }
  if (!confirmed->confirmed.empty() || !confirmed->reorged.empty())
    fmt::print("{} snapshots confirmed, {} taken again because their block was replaced\n",
               confirmed->confirmed.size(), taker.counts().retaken);
}

}  // namespace

Expected<int> run_snapshot_take(SnapshotTakeCall call) {
  ExecutionNodes nodes(std::move(call.execution), call.network.chain_id);
  if (const auto checked = nodes.check(); !checked) return std::unexpected(checked.error());
  Expected<Database> database =
      open_database(call.database, schema_migrations(), true,
                    [](const std::string& line) { spdlog::info("{}", line); });
  if (!database) return std::unexpected(database.error());
  std::optional<BeaconNodes> beacon;
  if (!call.beacon.empty()) beacon.emplace(std::move(call.beacon));
  SnapshotTaker taker({.nodes = nodes,
                       .network = call.network,
                       .database = database->connection,
                       .beacon = beacon ? &*beacon : nullptr});
  const auto taken = taker.take(call.order);
  if (!taken) return std::unexpected(taken.error());
  print_taken(*taken, taker.counts().taken != 0);
  confirm_earlier(taker);
  return 0;
}

}  // namespace apsis
