// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/status_report.hpp"

namespace apsis {
namespace {

constexpr const char* totals_sql =
    "SELECT count(*), min(epoch), max(epoch), coalesce(sum(canonical_blocks), 0), "
    "coalesce(sum(orphaned_blocks), 0), coalesce(sum(missed_slots), 0), "
    "coalesce((SELECT validator_count FROM epochs ORDER BY epoch DESC LIMIT 1), 0), "
    "(SELECT count(*) FROM proposals), (SELECT count(*) FROM withdrawals), "
    "(SELECT count(*) FROM deposits), (SELECT count(*) FROM saturations), "
    "coalesce((SELECT mode FROM tracking), 'not decided'), "
    "coalesce((SELECT cardinality(balance_start_gwei) FROM epoch_rewards "
    "ORDER BY epoch DESC LIMIT 1), 0), "
    "(SELECT max(number) FROM schema_migrations), pg_database_size(current_database()), "
    "(SELECT max(epoch) FROM epochs WHERE finalized) "
    "FROM epochs";

void read_chain(pqxx::transaction_base& query, StatusReport& out) {
  const pqxx::result chain = query.exec(
      "SELECT config_name, preset, '0x' || encode(genesis_validators_root, 'hex'), "
      "'0x' || encode(anchor_root, 'hex'), genesis_time, anchor_slot FROM chain");
  if (chain.empty()) return;
  out.config_name = chain[0][0].as<std::string>();
  out.preset = chain[0][1].as<std::string>();
  out.genesis_validators_root = chain[0][2].as<std::string>();
  out.anchor_root = chain[0][3].as<std::string>();
  out.genesis_time = chain[0][4].as<std::uint64_t>();
  out.anchor_slot = chain[0][5].as<std::uint64_t>();
}

void read_totals(pqxx::transaction_base& query, StatusReport& out) {
  const pqxx::row row = query.exec(totals_sql)[0];
  const auto number = [&](pqxx::row::size_type at) { return row[at].as<std::uint64_t>(); };
  out.epochs = number(0);
  if (!row[1].is_null()) out.first_epoch = number(1);
  if (!row[2].is_null()) out.last_epoch = number(2);
  out.canonical_blocks = number(3);
  out.orphaned_blocks = number(4);
  out.missed_slots = number(5);
  out.validators = number(6);
  out.proposals = number(7);
  out.withdrawals = number(8);
  out.deposits = number(9);
  out.saturations = number(10);
  out.tracking = row[11].as<std::string>();
  out.tracked_validators = number(12);
  out.schema_step = number(13);
  out.size_bytes = number(14);
  if (!row[15].is_null()) out.last_final_epoch = number(15);
}

}  // namespace

Expected<StatusReport> read_status(Connection& connection) {
  return connection.guarded([&]() -> Expected<StatusReport> {
    pqxx::transaction<pqxx::repeatable_read> query(connection.sql());
    StatusReport out;
    read_chain(query, out);
    read_totals(query, out);
    for (const auto& gap :
         query.exec("SELECT first_missing, last_missing FROM epoch_gaps ORDER BY 1"))
      out.gaps.emplace_back(gap[0].as<std::uint64_t>(), gap[1].as<std::uint64_t>());
    const pqxx::result proof = query.exec(
        "SELECT proof_mode, '0x' || encode(proof_state_root, 'hex'), proof_slot FROM epochs "
        "ORDER BY epoch DESC LIMIT 1");
    if (!proof.empty()) {
      out.proof_mode = proof[0][0].as<std::string>();
      out.proof_state_root = proof[0][1].as<std::string>();
      out.proof_slot = proof[0][2].as<std::uint64_t>();
    }
    return out;
  });
}

}  // namespace apsis
