// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/serve/running_view.hpp"

#include "core/hex.hpp"

namespace apsis {

namespace {

uint256 amount(const pqxx::field& field) {
  return uint256_from_decimal(field.c_str()).value_or(0);
}

void read_shares(pqxx::transaction_base& work, RunningView& out) {
  for (const pqxx::row& row : work.exec_params(
           "SELECT encode(address, 'hex'), reward_network, collateral_rpl, oracle_dao_rpl, "
           "smoothing_pool_eth, voter_share_eth FROM running_shares "
           "WHERE network = $1 AND interval_index = $2",
           out.network, out.index)) {
    const auto address = array_from_hex<20>("0x" + row[0].as<std::string>());
    if (!address) continue;
    out.shares[*address] = {.network = row[1].as<std::uint64_t>(),
                            .collateral_rpl = amount(row[2]),
                            .oracle_dao_rpl = amount(row[3]),
                            .smoothing_pool_eth = amount(row[4]),
                            .voter_share_eth = amount(row[5])};
  }
}

}  // namespace

Expected<std::optional<RunningView>> read_running_view(Connection& connection) {
  return connection.guarded([&]() -> Expected<std::optional<RunningView>> {
    pqxx::transaction<pqxx::repeatable_read> work(connection.sql());
    const pqxx::result rows = work.exec(
        "SELECT network, interval_index, ruleset, first_epoch, last_epoch, planned_last_epoch, "
        "is_complete, '0x' || encode(merkle_root, 'hex'), '0x' || encode(snapshot_sha256, 'hex'), "
        "protocol_dao_rpl, collateral_rpl, oracle_dao_rpl, smoothing_pool_eth, pool_staker_eth, "
        "node_operator_eth, voter_share_eth, pdao_share_eth FROM running_trees "
        "ORDER BY interval_index DESC LIMIT 1");
    if (rows.empty()) return std::nullopt;
    const pqxx::row row = rows[0];
    RunningView out;
    out.network = row[0].as<std::string>();
    out.index = row[1].as<std::uint64_t>();
    out.ruleset = row[2].as<std::uint64_t>();
    out.first_epoch = row[3].as<std::uint64_t>();
    out.last_epoch = row[4].as<std::uint64_t>();
    out.planned_last_epoch = row[5].as<std::uint64_t>();
    out.is_complete = row[6].as<bool>();
    out.merkle_root = row[7].as<std::string>();
    out.snapshot_sha256 = row[8].as<std::string>();
    out.totals.protocol_dao_rpl = amount(row[9]);
    out.totals.collateral_rpl = amount(row[10]);
    out.totals.oracle_dao_rpl = amount(row[11]);
    out.totals.smoothing_pool_eth = amount(row[12]);
    out.totals.pool_staker_eth = amount(row[13]);
    out.totals.node_operator_eth = amount(row[14]);
    out.totals.voter_share_eth = amount(row[15]);
    out.totals.pdao_share_eth = amount(row[16]);
    read_shares(work, out);
    return out;
  });
}

}  // namespace apsis
