// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/cursor.hpp"

#include "core/check.hpp"
#include "core/hex.hpp"

namespace apsis {
namespace {

Bytes32 root_of(const pqxx::field& field) {
  const auto root = array_from_hex<32>(field.as<std::string>());
  CHECK(root.has_value());
  return *root;
}

}  // namespace

Expected<std::optional<Cursor>> read_cursor(Connection& connection) {
  return connection.guarded([&]() -> Expected<std::optional<Cursor>> {
    pqxx::nontransaction query(connection.sql());
    const pqxx::result rows = query.exec(
        "SELECT c.last_epoch, c.proof_slot, encode(c.proof_state_root, 'hex'), "
        "h.anchor_slot, encode(h.anchor_root, 'hex') FROM cursor c CROSS JOIN chain h");
    if (rows.empty()) return std::nullopt;
    return Cursor{Epoch(rows[0][0].as<std::uint64_t>()), rows[0][1].as<std::uint64_t>(),
                  root_of(rows[0][2]), rows[0][3].as<std::uint64_t>(), root_of(rows[0][4])};
  });
}

void move_cursor(pqxx::transaction_base& transaction) {
  transaction.exec("DELETE FROM cursor");
  transaction.exec(
      "INSERT INTO cursor (last_epoch, proof_slot, proof_state_root) "
      "SELECT epoch, proof_slot, proof_state_root FROM epochs ORDER BY epoch DESC LIMIT 1");
}

}  // namespace apsis
