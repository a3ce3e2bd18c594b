// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/check.hpp"
#include "core/hex.hpp"
#include "indexer/store/epoch_batch.hpp"
#include "indexer/store/store.hpp"

namespace apsis {

Expected<std::size_t> Store::mark_final(std::uint64_t slot) {
  return connection().guarded([&]() -> Expected<std::size_t> {
    pqxx::work transaction(connection().sql());
    const pqxx::result marked = transaction.exec_params(
        "UPDATE epochs SET finalized = true WHERE NOT finalized AND proof_slot <= $1", slot);
    transaction.commit();
    return static_cast<std::size_t>(marked.affected_rows());
  });
}

Expected<std::optional<Epoch>> Store::drop_proven_after(std::uint64_t common_slot) {
  auto out = connection().guarded([&]() -> Expected<std::optional<Epoch>> {
    pqxx::work transaction(connection().sql());
    const pqxx::result lost = transaction.exec_params(
        "SELECT epoch, finalized FROM epochs WHERE proof_slot > $1 ORDER BY epoch LIMIT 1",
        common_slot);
    if (lost.empty()) return std::nullopt;
    const auto first = lost[0][0].as<std::uint64_t>();
    if (lost[0][1].as<bool>())
      return fail(
          ErrorKind::mismatch,
          "the chain was reorganised behind slot " + std::to_string(common_slot) + ", but epoch " +
              std::to_string(first) + ", which was proven after it, is stored as final",
          connection().shown(),
          "Two finalized chains cannot both be right: find out which one is, and whether the "
          "beacon nodes are sound, before anything is stored");
    delete_epochs_from(transaction, first);
    transaction.commit();
    return Epoch(first);
  });
  tracked_.forget();
  return out;
}

Expected<std::vector<NotFinalEpoch>> Store::not_final() {
  return connection().guarded([&]() -> Expected<std::vector<NotFinalEpoch>> {
    pqxx::nontransaction query(connection().sql());
    std::vector<NotFinalEpoch> out;
    for (const auto& row : query.exec("SELECT epoch, proof_slot, encode(proof_block_root, 'hex') "
                                      "FROM epochs WHERE NOT finalized ORDER BY epoch")) {
      const auto root = array_from_hex<32>(row[2].as<std::string>());
      CHECK(root.has_value());
      out.push_back({Epoch(row[0].as<std::uint64_t>()), row[1].as<std::uint64_t>(), *root});
    }
    return out;
  });
}

}  // namespace apsis
