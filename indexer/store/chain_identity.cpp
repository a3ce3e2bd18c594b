// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/chain_identity.hpp"

#include <algorithm>
#include <optional>

#include "core/hex.hpp"
#include "core/units.hpp"
#include "indexer/store/sql_values.hpp"

namespace apsis {
namespace {

struct Field {
  const char* name;
  std::string given;
};

/// The identity proper, in the order of the columns that are read below.
std::vector<Field> identity_fields(const ChainIdentity& chain) {
  return {{"config_name", chain.config_name},
          {"preset", chain.preset},
          {"genesis_validators_root", to_hex(chain.genesis_validators_root)},
          {"genesis_time", std::to_string(chain.genesis_time)},
          {"slots_per_epoch", std::to_string(chain.slots_per_epoch)},
          {"slot_duration_ms", std::to_string(chain.slot_duration_ms)}};
}

std::unexpected<Error> other_chain(const std::string& shown, const std::string& field,
                                   const std::string& stored, const std::string& given) {
  return fail(ErrorKind::usage,
              "this database belongs to another chain: its " + field + " is " + stored +
                  ", the chain's is " + given,
              shown, "Give another --db for this chain");
}

void insert_chain(pqxx::transaction_base& transaction, const ChainIdentity& chain) {
  transaction.exec_params(
      "INSERT INTO chain (config_name, preset, genesis_validators_root, genesis_time, "
      "slots_per_epoch, slot_duration_ms, anchor_slot, anchor_root) "
      "VALUES ($1, $2, $3::bytea, $4, $5, $6, $7, $8::bytea)",
      chain.config_name, chain.preset, bytea_text(chain.genesis_validators_root),
      chain.genesis_time, chain.slots_per_epoch, chain.slot_duration_ms, chain.anchor_slot,
      bytea_text(chain.anchor_root));
}

void put_fork(pqxx::transaction_base& transaction, const ForkEntry& fork) {
  const std::string epoch =
      fork.epoch == far_future_epoch ? "NULL" : std::to_string(fork.epoch) + "::bigint";
  transaction.exec_params("INSERT INTO forks VALUES ($1, $2::bytea, " + epoch +
                              ") ON CONFLICT (name) DO UPDATE SET version = excluded.version, "
                              "epoch = excluded.epoch",
                          fork.name, bytea_text(fork.version));
}

/// A schedule may change for the future alone.
Expected<void> put_forks(pqxx::transaction_base& transaction, const ChainIdentity& chain,
                         const std::string& shown) {
  const pqxx::result last = transaction.exec("SELECT last_epoch FROM cursor");
  const std::uint64_t first_free = last.empty() ? 0 : last[0][0].as<std::uint64_t>() + 1;
  for (const ForkEntry& fork : chain.forks) {
    const pqxx::result stored = transaction.exec_params(
        "SELECT epoch, encode(version, 'hex') FROM forks WHERE name = $1", fork.name);
    if (!stored.empty()) {
      const auto old_epoch =
          stored[0][0].is_null() ? far_future_epoch : stored[0][0].as<std::uint64_t>();
      const auto old_version = "0x" + stored[0][1].as<std::string>();
      if (old_version != to_hex(fork.version) && std::min(old_epoch, fork.epoch) < first_free)
        return other_chain(shown, fork.name + " version", old_version, to_hex(fork.version));
      if (old_epoch != fork.epoch && std::min(old_epoch, fork.epoch) < first_free)
        return other_chain(shown, fork.name + " epoch", std::to_string(old_epoch),
                           std::to_string(fork.epoch));
    }
    put_fork(transaction, fork);
  }
  return {};
}

}  // namespace

Expected<void> put_chain_identity(Connection& connection, const ChainIdentity& chain) {
  return connection.guarded([&]() -> Expected<void> {
    pqxx::work transaction(connection.sql());
    const pqxx::result stored = transaction.exec(
        "SELECT config_name, preset, '0x' || encode(genesis_validators_root, 'hex'), "
        "genesis_time, slots_per_epoch, slot_duration_ms FROM chain");
    if (stored.empty()) insert_chain(transaction, chain);
    const std::vector<Field> fields = identity_fields(chain);
    for (std::size_t i = 0; !stored.empty() && i < fields.size(); ++i) {
      const auto value = stored[0][static_cast<pqxx::row::size_type>(i)].as<std::string>();
      if (value != fields[i].given)
        return other_chain(connection.shown(), fields[i].name, value, fields[i].given);
    }
    if (const Expected<void> done = put_forks(transaction, chain, connection.shown()); !done)
      return done;
    transaction.commit();
    return {};
  });
}

}  // namespace apsis
