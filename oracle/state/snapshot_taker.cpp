// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_taker.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>

#include "core/hex.hpp"
#include "oracle/state/membership_logs.hpp"
#include "oracle/state/snapshot_builder.hpp"
#include "oracle/state/snapshot_reader.hpp"

namespace apsis {

namespace {

using Clock = std::chrono::steady_clock;

/// Stored contents whose ends are remembered; a target's are looked at with each new block.
constexpr std::size_t max_known_contents = 64;

std::uint64_t unix_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

std::uint64_t received_bytes(const ExecutionNodes& nodes) {
  std::uint64_t out = 0;
  for (const NodeHealth& node : nodes.health()) out += node.bytes_received;
  return out;
}

Expected<BlockHeader> block_of(const TakeOrder& order, const BlockHeader& head,
                               const ChainClock& clock, const HeaderSource& header) {
  if (!order.slot && !order.block) return head;
  const auto found = order.block ? header(*order.block)
                                 : last_block_until(header, head, clock.time_of(*order.slot),
                                                    clock.seconds_per_slot);
  if (!found || !order.slot) return found;
  if (head.timestamp < clock.time_of(*order.slot) && found->number == head.number &&
      slot_of(head, clock) < *order.slot)
    return fail(ErrorKind::unavailable,
                fmt::format("the chain has come to slot {}", slot_of(head, clock)),
                fmt::format("slot {}", *order.slot), "wait for the slot");
  if (order.block && slot_of(*found, clock) > *order.slot)
    return fail(ErrorKind::mismatch, fmt::format("the block is of slot {}", slot_of(*found, clock)),
                fmt::format("slot {}, block {}", *order.slot, *order.block),
                "give the slot and block of one beacon block");
  return found;
}

}  // namespace

Expected<std::optional<StoredSnapshot>> SnapshotTaker::stored_until(std::uint64_t last_slot,
                                                                    const BlockHeader& block,
                                                                    const ChainClock& clock) {
  SnapshotStore store(sources_.database);
  const auto rows = store.all_at_block(slot_of(block, clock), block.number, block.hash);
  if (!rows) return std::unexpected(rows.error());
  for (const StoredSnapshot& row : *rows) {
    auto known = last_slots_.find(row.content_hash);
    if (known == last_slots_.end()) {
      const Expected<std::string> file = store.file(row.content_hash);
      if (!file) return std::unexpected(file.error());
      const Expected<NetworkSnapshot> snapshot = read_network_snapshot(*file);
      if (!snapshot) return std::unexpected(within(to_hex(row.content_hash), snapshot.error()));
      if (last_slots_.size() >= max_known_contents) last_slots_.clear();
      known = last_slots_.emplace(row.content_hash, snapshot->interval.last_slot).first;
    }
    if (known->second == last_slot) return row;
  }
  return std::nullopt;
}

Expected<StoredSnapshot> SnapshotTaker::take_new(const TakeOrder& order) {
  const HeaderSource header = [this](const BlockRef& block) {
    return sources_.nodes.header(block);
  };
  const Expected<BlockHeader> head = header(BlockTag::latest);
  if (!head) return std::unexpected(head.error());
  ChainClock clock;
  clock.genesis_time = sources_.network.genesis_time;
  const Expected<BlockHeader> block = block_of(order, *head, clock, header);
  if (!block) return std::unexpected(block.error());
  SnapshotPlace place{.block = *block, .head = *head};
  place.wanted_slot = order.slot.value_or(slot_of(*block, clock));
  if (!order.again) {
    const auto stored = stored_until(last_slot_of(place.wanted_slot, clock), *block, clock);
    if (!stored) return std::unexpected(stored.error());
    if (*stored) return **stored;
  }
  return build(place, header);
}

Expected<StoredSnapshot> SnapshotTaker::build(const SnapshotPlace& place,
                                              const HeaderSource& header) {
  const BlockHeader& block = place.block;
  const auto start = Clock::now();
  const std::uint64_t bytes_before = received_bytes(sources_.nodes);
  const std::uint64_t archive_before = sources_.nodes.archive_answers();
  auto built = build_snapshot(sources_, place, header);
  if (!built) return std::unexpected(built.error());
  // Between the questions the block may have been replaced: what was asked of it is of no use then.
  const Expected<BlockHeader> still = header(block.number);
  if (!still) return std::unexpected(still.error());
  if (still->hash != block.hash)
    return fail(ErrorKind::unavailable,
                fmt::format("block {} was {}, and is now {}", block.number, to_hex(block.hash),
                            to_hex(still->hash)),
                fmt::format("slot {}", place.wanted_slot), "take the snapshot again");
  SnapshotTaking taking;
  taking.block_hash = block.hash;
  taking.origin = built->used_known ? SnapshotOrigin::cached : SnapshotOrigin::full;
  taking.used_archive = sources_.nodes.archive_answers() != archive_before;
  taking.taken_at = unix_now();
  taking.cost.sub_calls = built->captured.cost.calls + built->captured.cost.balances;
  taking.cost.requests = built->requests;
  taking.cost.answer_bytes = received_bytes(sources_.nodes) - bytes_before;
  taking.cost.milliseconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
  const auto stored = SnapshotStore(sources_.database).put(built->captured.snapshot, taking);
  if (!stored) return std::unexpected(stored.error());
  if (const auto kept = CaptureStore(sources_.database)
                            .put(built->captured, built->book, block, stored->content_hash);
      !kept)
    return std::unexpected(kept.error());
  ++counts_.taken;
  counts_.known += built->used_known ? 1 : 0;
  counts_.archived += taking.used_archive ? 1 : 0;
  counts_.last = taking.cost;
  return stored;
}

Expected<StoredSnapshot> SnapshotTaker::take(const TakeOrder& order) {
  auto out = take_new(order);
  if (!out) ++counts_.failed;
  return out;
}

Expected<SnapshotConfirmation> SnapshotTaker::confirm() {
  SnapshotStore store(sources_.database);
  auto out = confirm_snapshots(
      store, [this](const BlockRef& block) { return sources_.nodes.header(block); }, unix_now());
  if (!out) return out;
  counts_.confirmed += out->confirmed.size();
  counts_.reorged += out->reorged.size();
  const auto lost = store.lost_slots(sources_.network.name, unix_now() - retake_seconds);
  if (!lost) return std::unexpected(lost.error());
  std::optional<Error> problem;
  for (const std::uint64_t slot : *lost) {
    spdlog::warn("slot {}: the snapshot's block was replaced; taking it again", slot);
    const auto again = take({.slot = slot});
    if (again)
      ++counts_.retaken;
    else
      problem = within("taking a snapshot again", again.error());
  }
  const auto told = enter_membership_logs(sources_.nodes, sources_.database, sources_.network.name,
                                          out->final_block);
  if (!told) problem = told.error();
  if (problem) return std::unexpected(*problem);
  return out;
}

}  // namespace apsis
