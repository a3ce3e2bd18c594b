// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_builder.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/hex.hpp"
#include "oracle/chain/log_query.hpp"
#include "oracle/state/beacon_source.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_writer.hpp"
#include "oracle/state/stored_duties.hpp"

namespace apsis {

namespace {

/// Whether the indexer's rows hold this block, so that they can tell its validators.
Expected<bool> has_rows(Connection& database, const BlockHeader& block, std::uint64_t slot) {
  return database.guarded([&]() -> Expected<bool> {
    pqxx::work work(database.sql());
    return !work.exec_params(
                    "SELECT FROM blocks b JOIN epochs e USING (epoch) JOIN epochs p ON p.epoch = "
                    "greatest(b.epoch - 1, 0) WHERE b.slot = $1 AND NOT "
                    "b.orphaned AND encode(b.execution_block_hash, 'hex') = $2",
                    slot, to_hex_bare(block.hash))
                .empty();
  });
}

/// The contracts' side, with an earlier capture's facts or without.
Expected<Captured> capture_contracts(const TakerSources& sources, const SnapshotPlace& place,
                                     ContractReader& reader, const ContractBook& book,
                                     const StoredFacts* known) {
  const CaptureCaller caller = caller_at(reader, place.block.hash);
  const CaptureCaller head = caller_at(reader, place.head.hash);
  if (!known) return capture_state({book, caller, head, nullptr, nullptr});
  const auto topics = change_topics();
  const auto logs = query_logs(sources.nodes, {.first_block = known->block_number + 1,
                                               .last_block = place.block.number,
                                               .first_topics = {topics.begin(), topics.end()}});
  if (!logs) return std::unexpected(logs.error());
  const std::set<Bytes20> changed = changed_addresses(*logs);
  return capture_state({book, caller, head, &known->facts, &changed});
}

Expected<void> capture_with_facts(const TakerSources& sources, const SnapshotPlace& place,
                                  const HeaderSource& header, ContractReader& reader,
                                  BuiltSnapshot& out) {
  const auto known =
      CaptureStore(sources.database).newest(sources.network.name, place.block.number, header);
  if (!known) return std::unexpected(known.error());
  if (*known) {
    auto captured = capture_contracts(sources, place, reader, out.book, &**known);
    if (captured) {
      out.captured = std::move(*captured);
      out.used_known = true;
      return {};
    }
    // A node that does not answer will not answer more questions either.
    if (captured.error().kind == ErrorKind::unavailable) return std::unexpected(captured.error());
    spdlog::warn("asking everything: {}", captured.error().text());
  }
  auto captured = capture_contracts(sources, place, reader, out.book, nullptr);
  if (!captured) return std::unexpected(captured.error());
  out.captured = std::move(*captured);
  return {};
}

Expected<void> read_validators(const TakerSources& sources, const SnapshotPlace& place,
                               NetworkSnapshot& snapshot) {
  const std::uint64_t slot = snapshot.interval.consensus_end_slot;
  const Expected<bool> stored = has_rows(sources.database, place.block, slot);
  if (!stored) return std::unexpected(stored.error());
  BeaconSource source{.nodes = sources.beacon};
  if (*stored || !sources.beacon) source.rows = &sources.database;
  const std::vector<Bytes48> pubkeys = snapshot_pubkeys(snapshot);
  const auto validators = read_beacon_side(source, pubkeys, slot, place.block.hash);
  if (!validators) return std::unexpected(validators.error());
  place_beacon_side(snapshot, *validators);
  if (!*stored) return place_final_withdrawals(nullptr, snapshot);
  if (const auto same = check_stored_chain(sources.database, snapshot); !same) return same;
  return place_final_withdrawals(&sources.database, snapshot);
}

}  // namespace

Expected<BuiltSnapshot> build_snapshot(const TakerSources& sources, const SnapshotPlace& place,
                                       const HeaderSource& header) {
  BuiltSnapshot out;
  ContractReader reader(sources.nodes, sources.network);
  auto book = read_contract_book(reader, sources.network, place.block.hash);
  if (!book) return std::unexpected(book.error());
  out.book = std::move(*book);
  if (const auto done = capture_with_facts(sources, place, header, reader, out); !done)
    return std::unexpected(done.error());
  NetworkSnapshot& snapshot = out.captured.snapshot;
  snapshot.network = sources.network.name;
  snapshot.clock.genesis_time = sources.network.genesis_time;
  SnapshotPlace placed = place;
  placed.interval_start =
      out.captured.interval_start != 0 ? out.captured.interval_start : out.captured.inflation_start;
  if (const auto done = place_interval(placed, header, snapshot); !done)
    return std::unexpected(done.error());
  if (const auto done = read_validators(sources, place, snapshot); !done)
    return std::unexpected(within("beacon side", done.error()));
  const auto shares = capture_user_shares(out.book, caller_at(reader, place.block.hash), snapshot);
  if (!shares) return std::unexpected(shares.error());
  out.captured.cost += *shares;
  out.requests = reader.cost().batches;
  const auto read_back = read_network_snapshot(write_network_snapshot(snapshot));
  if (!read_back) return std::unexpected(within("what the nodes answered", read_back.error()));
  return out;
}

}  // namespace apsis
