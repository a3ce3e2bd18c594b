// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/known_rates.hpp"

#include <algorithm>

#include "core/ether.hpp"

namespace apsis {

Expected<std::vector<KnownRate>> known_rates(Connection& connection) {
  return connection.guarded([&]() -> Expected<std::vector<KnownRate>> {
    pqxx::work work(connection.sql());
    std::vector<KnownRate> out;
    for (const auto& row : work.exec_params(
             "SELECT slot_timestamp, total_eth, reth_supply FROM balances_votes WHERE is_accepted "
             "AND reth_supply > 0 ORDER BY block DESC LIMIT $1",
             most_rates))
      out.push_back({row[0].as<std::uint64_t>(),
                     mul_div(one_eth, uint256(row[1].c_str()), uint256(row[2].c_str()))});
    std::ranges::reverse(out);
    return out;
  });
}

}  // namespace apsis
