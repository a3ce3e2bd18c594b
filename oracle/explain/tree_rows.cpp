// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/explain/tree_rows.hpp"

#include <pqxx/stream_to>
#include <tuple>

#include "core/hex.hpp"

namespace apsis {

namespace {

using Columns = std::vector<std::string>;

/// Text form of bytea.
std::string bytea(ByteSpan bytes) {
  return "\\x" + to_hex_bare(bytes);
}

void store_interval(pqxx::work& work, const RewardsFile& file) {
  const FileHeader& header = file.header;
  const RewardsTotals& totals = file.totals;
  // Takes the nodes and terms of an earlier run with it.
  work.exec_params(
      "DELETE FROM tree_intervals WHERE network = $1 AND interval_index = $2 AND ruleset = $3",
      header.network, header.index, header.ruleset);
  work.exec_params(
      "INSERT INTO tree_intervals VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
      "$14, $15, $16)",
      header.network, header.index, header.ruleset, bytea(file.merkle_root),
      header.consensus_start_block, header.consensus_end_block, to_decimal(totals.protocol_dao_rpl),
      to_decimal(totals.collateral_rpl), to_decimal(totals.oracle_dao_rpl),
      to_decimal(totals.smoothing_pool_eth), to_decimal(totals.pool_staker_eth),
      to_decimal(totals.node_operator_eth), to_decimal(totals.node_weight),
      to_decimal(totals.voter_share_eth), to_decimal(totals.smoothing_pool_voter_share_eth),
      to_decimal(totals.pdao_share_eth));
}

void store_nodes(pqxx::work& work, const FileHeader& header,
                 const std::vector<NodeExplanation>& nodes) {
  pqxx::stream_to rows(
      work, "tree_nodes",
      Columns{"network", "interval_index", "ruleset", "node", "reward_network", "collateral_rpl",
              "oracle_dao_rpl", "smoothing_pool_eth", "voter_share_eth"});
  for (const NodeExplanation& node : nodes)
    rows << std::make_tuple(
        header.network, header.index, header.ruleset, bytea(node.node), node.amounts.network,
        to_decimal(node.amounts.collateral_rpl), to_decimal(node.amounts.oracle_dao_rpl),
        to_decimal(node.amounts.smoothing_pool_eth), to_decimal(node.amounts.voter_share_eth));
  rows.complete();
}

void store_terms(pqxx::work& work, const FileHeader& header,
                 const std::vector<NodeExplanation>& nodes) {
  pqxx::stream_to rows(work, "tree_terms",
                       Columns{"network", "interval_index", "ruleset", "node", "step", "subject",
                               "term", "value", "formula"});
  for (const NodeExplanation& node : nodes)
    for (std::size_t step = 0; step < node.terms.size(); ++step) {
      const Term& term = node.terms[step];
      rows << std::make_tuple(header.network, header.index, header.ruleset, bytea(node.node), step,
                              term.subject, term.name, term.value.str(), term.formula);
    }
  rows.complete();
}

}  // namespace

Expected<void> store_tree(Connection& connection, const RewardsFile& file,
                          const std::vector<NodeExplanation>& nodes) {
  return connection.guarded([&]() -> Expected<void> {
    pqxx::work work(connection.sql());
    store_interval(work, file);
    store_nodes(work, file.header, nodes);
    store_terms(work, file.header, nodes);
    work.commit();
    return {};
  });
}

}  // namespace apsis
