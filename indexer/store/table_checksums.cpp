// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/table_checksums.hpp"

namespace apsis {

Expected<std::vector<TableChecksum>> table_checksums(Connection& connection) {
  return connection.guarded([&]() -> Expected<std::vector<TableChecksum>> {
    pqxx::transaction<pqxx::repeatable_read> query(connection.sql());
    std::vector<TableChecksum> out;
    const pqxx::result tables = query.exec(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r' "
        "AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname COLLATE \"C\"");
    for (const auto& row : tables) {
      const auto table = row[0].as<std::string>();
      const pqxx::result sum = query.exec(
          "SELECT count(*), md5(coalesce(string_agg(m, '' ORDER BY m COLLATE \"C\"), '')) "
          "FROM (SELECT md5(t::text) AS m FROM " +
          table + " t) s");
      out.push_back({table, sum[0][0].as<std::uint64_t>(), sum[0][1].as<std::string>()});
    }
    return out;
  });
}

}  // namespace apsis
