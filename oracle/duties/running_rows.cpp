// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/running_rows.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/hex.hpp"
#include "oracle/tree/rewards_file_writer.hpp"

namespace apsis {

namespace {

std::string shares_text(const RewardsFile& file) {
  nlohmann::json out = nlohmann::json::array();
  for (const RewardsFileNode& node : file.nodes)
    out.push_back({{"address", to_hex_bare(node.address)},
                   {"network", node.amounts.network},
                   {"collateral", to_decimal(node.amounts.collateral_rpl)},
                   {"odao", to_decimal(node.amounts.oracle_dao_rpl)},
                   {"pool", to_decimal(node.amounts.smoothing_pool_eth)},
                   {"voter", to_decimal(node.amounts.voter_share_eth)}});
  return out.dump();
}

void insert_tree(pqxx::work& work, const RunningStand& stand, const RewardsFile& file) {
  const RewardsTotals& totals = file.totals;
  const auto text = stand.is_complete() ? std::optional(write_rewards_file(file)) : std::nullopt;
  work.exec_params(
      "INSERT INTO running_trees VALUES ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), "
      "decode($9, 'hex'), $10::numeric, $11::numeric, $12::numeric, $13::numeric, $14::numeric, "
      "$15::numeric, $16::numeric, $17::numeric, $18)",
      file.header.network, file.header.index, file.header.ruleset, stand.first_epoch,
      stand.last_epoch, stand.planned_last_epoch, stand.is_complete(),
      to_hex_bare(stand.snapshot_sha256), to_hex_bare(file.merkle_root),
      to_decimal(totals.protocol_dao_rpl), to_decimal(totals.collateral_rpl),
      to_decimal(totals.oracle_dao_rpl), to_decimal(totals.smoothing_pool_eth),
      to_decimal(totals.pool_staker_eth), to_decimal(totals.node_operator_eth),
      to_decimal(totals.voter_share_eth), to_decimal(totals.pdao_share_eth), text);
}

}  // namespace

Expected<void> put_running_tree(Connection& connection, const RunningStand& stand,
                                const RewardsFile& file) {
  return connection.guarded([&]() -> Expected<void> {
    pqxx::work work(connection.sql());
    work.exec_params("DELETE FROM running_trees WHERE network = $1 AND interval_index = $2",
                     file.header.network, file.header.index);
    insert_tree(work, stand, file);
    work.exec_params(
        "INSERT INTO running_shares SELECT $1, $2, decode(address, 'hex'), network, collateral, "
        "odao, pool, voter FROM jsonb_to_recordset($3::jsonb) AS r (address text, network bigint, "
        "collateral numeric, odao numeric, pool numeric, voter numeric)",
        file.header.network, file.header.index, shares_text(file));
    work.commit();
    return {};
  });
}

Expected<std::optional<std::uint64_t>> newest_final_epoch(Connection& connection,
                                                          std::uint64_t first, std::uint64_t last) {
  return connection.guarded([&]() -> Expected<std::optional<std::uint64_t>> {
    std::optional<std::uint64_t> out;
    pqxx::nontransaction query(connection.sql());
    for (const pqxx::row& row :
         query.exec(fmt::format("SELECT epoch FROM epochs JOIN epoch_duties USING (epoch) "
                                "WHERE finalized AND epoch BETWEEN {} AND {} ORDER BY epoch",
                                first, last))) {
      const auto epoch = row[0].as<std::uint64_t>();
      if (epoch != (out ? *out + 1 : first)) break;
      out = epoch;
    }
    return out;
  });
}

Expected<std::optional<std::string>> epoch_proof(Connection& connection, std::uint64_t epoch) {
  return connection.guarded([&]() -> Expected<std::optional<std::string>> {
    pqxx::nontransaction query(connection.sql());
    const pqxx::result rows = query.exec(
        fmt::format("SELECT encode(proof_state_root, 'hex') FROM epochs WHERE epoch = {}", epoch));
    if (rows.empty()) return std::nullopt;
    return rows[0][0].as<std::string>();
  });
}

Expected<EndBlock> end_block(Connection& connection, std::uint64_t first, std::uint64_t last) {
  return connection.guarded([&]() -> Expected<EndBlock> {
    pqxx::nontransaction query(connection.sql());
    const pqxx::result rows = query.exec(
        fmt::format("SELECT slot, execution_block_number, execution_timestamp FROM blocks "
                    "WHERE NOT orphaned AND slot BETWEEN {} AND {} ORDER BY slot DESC LIMIT 1",
                    first, last));
    if (rows.empty())
      return fail(ErrorKind::mismatch, "no canonical block is stored",
                  fmt::format("slots {} to {}", first, last),
                  "store the interval's epochs with apsis-indexer");
    return EndBlock{rows[0][0].as<std::uint64_t>(), rows[0][1].as<std::uint64_t>(),
                    rows[0][2].as<std::uint64_t>()};
  });
}

}  // namespace apsis
