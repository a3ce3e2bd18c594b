// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/capture_store.hpp"

#include <fmt/format.h>

#include "core/hex.hpp"
#include "core/pg/copy_writer.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_rows.hpp"
#include "oracle/state/snapshot_store.hpp"

namespace apsis {

namespace {

struct FactsRow {
  std::uint64_t block_number = 0;
  Bytes32 block_hash{};
  Bytes32 content_hash{};
  std::string protocol_version;
  uint256 max_penalty_rate;
};

Expected<void> put_contracts(Connection& connection, const std::string& network,
                             const ContractBook& book) {
  CopyWriter rows(connection, "capture_contracts", "network, block_hash, name, address");
  for (const auto& [name, address] : book.addresses) {
    rows.row();
    rows.text(network);
    rows.bytea(book.block_hash);
    rows.text(name);
    rows.bytea(address);
  }
  return rows.finish();
}

Expected<void> put_distributors(Connection& connection, pqxx::work& work,
                                const std::string& network,
                                const std::map<Bytes20, Bytes20>& distributors) {
  work.exec("CREATE TEMPORARY TABLE found (node bytea, distributor bytea) ON COMMIT DROP");
  CopyWriter rows(connection, "found", "node, distributor");
  for (const auto& [node, distributor] : distributors) {
    rows.row();
    rows.bytea(node);
    rows.bytea(distributor);
  }
  if (const auto done = rows.finish(); !done) return done;
  work.exec_params(
      "INSERT INTO node_distributors SELECT $1, node, distributor FROM found ON CONFLICT "
      "(network, node) DO UPDATE SET distributor = excluded.distributor WHERE "
      "node_distributors.distributor <> excluded.distributor",
      network);
  return {};
}

Expected<std::vector<FactsRow>> read_rows(Connection& connection, const std::string& network,
                                          std::uint64_t before) {
  return connection.guarded([&]() -> Expected<std::vector<FactsRow>> {
    pqxx::work work(connection.sql());
    std::vector<FactsRow> out;
    for (const pqxx::row& row : work.exec_params(
             "SELECT block_number, encode(block_hash, 'hex'), encode(content_hash, 'hex'), "
             "protocol_version, max_penalty_rate::text FROM captures WHERE network = $1 AND "
             "block_number < $2 ORDER BY block_number DESC LIMIT $3",
             network, before, max_kept_captures)) {
      const auto block = array_from_hex<32>(row[1].as<std::string>());
      const auto content = array_from_hex<32>(row[2].as<std::string>());
      const auto rate = uint256_from_decimal(row[4].as<std::string>());
      if (!block || !content || !rate)
        return fail(ErrorKind::mismatch, "a row is not what was written", "table captures",
                    "delete it");
      out.push_back(
          {row[0].as<std::uint64_t>(), *block, *content, row[3].as<std::string>(), *rate});
    }
    return out;
  });
}

Expected<void> read_addresses(Connection& connection, const std::string& network, KnownFacts& out) {
  return connection.guarded([&]() -> Expected<void> {
    pqxx::work work(connection.sql());
    for (const pqxx::row& row : work.exec_params(
             "SELECT name, encode(address, 'hex') FROM capture_contracts WHERE network = $1 AND "
             "block_hash = $2::bytea",
             network, bytea_text(out.book.block_hash)))
      out.book.addresses[row[0].as<std::string>()] =
          array_from_hex<20>(row[1].as<std::string>()).value_or(Bytes20{});
    for (const pqxx::row& row : work.exec_params(
             "SELECT encode(node, 'hex'), encode(distributor, 'hex') FROM node_distributors WHERE "
             "network = $1",
             network))
      out.distributors[array_from_hex<20>(row[0].as<std::string>()).value_or(Bytes20{})] =
          array_from_hex<20>(row[1].as<std::string>()).value_or(Bytes20{});
    return {};
  });
}

}  // namespace

Expected<void> CaptureStore::put(const Captured& captured, const ContractBook& book,
                                 const BlockHeader& block, const Bytes32& content_hash) {
  const std::string& network = captured.snapshot.network;
  return connection_->guarded([&]() -> Expected<void> {
    pqxx::work work(connection_->sql());
    work.exec_params("DELETE FROM captures WHERE network = $1 AND block_hash = $2::bytea", network,
                     bytea_text(block.hash));
    work.exec_params(
        "INSERT INTO captures (network, block_number, block_hash, content_hash, protocol_version, "
        "max_penalty_rate) VALUES ($1, $2, $3::bytea, $4::bytea, $5, $6::numeric)",
        network, block.number, bytea_text(block.hash), bytea_text(content_hash),
        book.protocol_version, to_decimal(captured.max_penalty_rate));
    if (const auto done = put_contracts(*connection_, network, book); !done) return done;
    if (const auto done = put_distributors(*connection_, work, network, captured.distributors);
        !done)
      return done;
    work.exec_params(
        "DELETE FROM captures WHERE network = $1 AND block_hash NOT IN (SELECT block_hash FROM "
        "captures WHERE network = $1 ORDER BY block_number DESC LIMIT $2)",
        network, max_kept_captures);
    work.commit();
    return {};
  });
}

Expected<std::optional<StoredFacts>> CaptureStore::newest(const std::string& network,
                                                          std::uint64_t before,
                                                          const HeaderSource& header) {
  const auto rows = read_rows(*connection_, network, before);
  if (!rows) return std::unexpected(rows.error());
  for (const FactsRow& row : *rows) {
    const Expected<BlockHeader> block = header(row.block_number);
    if (!block) return std::unexpected(block.error());
    if (block->hash != row.block_hash) continue;
    StoredFacts out{.block_number = row.block_number};
    out.facts.book.block_hash = row.block_hash;
    out.facts.book.protocol_version = row.protocol_version;
    out.facts.max_penalty_rate = row.max_penalty_rate;
    const auto file = SnapshotStore(*connection_).file(row.content_hash);
    if (!file) return std::unexpected(file.error());
    auto snapshot = read_network_snapshot(*file);
    if (!snapshot) return std::unexpected(snapshot.error());
    out.facts.snapshot = std::move(*snapshot);
    if (const auto done = read_addresses(*connection_, network, out.facts); !done)
      return std::unexpected(done.error());
    return out;
  }
  return std::nullopt;
}

}  // namespace apsis
