// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>

#include "core/hex.hpp"
#include "oracle/run/check_list.hpp"
#include "schema/schema.hpp"

namespace apsis {

namespace {

using enum CheckOutcome;

std::uint64_t unix_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

/// The last final epoch that the indexer stored.
Expected<std::optional<std::uint64_t>> stored_epoch(Connection& connection) {
  return connection.guarded([&]() -> Expected<std::optional<std::uint64_t>> {
    pqxx::work work(connection.sql());
    const auto rows = work.exec("SELECT max(epoch) FROM epochs WHERE finalized");
    if (rows[0][0].is_null()) return std::nullopt;
    return rows[0][0].as<std::uint64_t>();
  });
}

/// The checks in their order; each line is there, as passed, failed or skipped.
class Checks {
 public:
  Checks(const RunSettings& settings, const WalletSource& wallet)
      : settings_(settings),
        wallet_(wallet),
        voter_(settings.voter),
        nodes_(settings.execution, settings.network.chain_id),
        reader_(nodes_, settings.network),
        beacon_(settings.beacon) {}

  std::vector<CheckLine> run() {
    check_wallet();
    check_execution();
    check_beacon();
    check_contracts();
    check_voter();
    check_database();
    check_snapshots();
    return std::move(lines_);
  }

 private:
  void add(CheckLine line) { lines_.push_back(std::move(line)); }
  void add_error(const std::string& name, const Error& error) {
    add({failed, name, error.what + (error.where.empty() ? "" : " (" + error.where + ")"),
         error.remedy.empty() ? "see the text" : error.remedy});
  }

  void check_wallet() {
    if (wallet_.is_none()) {
      add({skipped, "wallet", "none is named: votes are computed and compared, never sent"});
      return;
    }
    const Expected<Signer> signer = Signer::open(wallet_);
    if (!signer) return add_error("wallet", signer.error());
    voter_ = signer->address();
    add({passed, "wallet", "opens, account " + to_hex(*voter_)});
  }

  void check_execution() {
    const auto checked = nodes_.check();
    for (const NodeHealth& node : nodes_.health()) {
      const bool is_good = node.state == NodeState::good;
      const std::string found =
          fmt::format("{} is {}, head {}{}{}", node.name, name_of(node.state), node.head_number,
                      node.last_error.empty() ? "" : ": ", node.last_error);
      add({is_good ? passed : failed, node.archive ? "archive node" : "execution node", found,
           is_good ? "" : "start or synchronise the node, or correct its address"});
    }
    if (!checked)
      add_error("chain id", checked.error());
    else
      add({passed, "chain id", std::to_string(settings_.network.chain_id)});
    const Expected<BlockHeader> head = nodes_.header(BlockTag::latest);
    if (!head) return add_error("sync", head.error());
    head_ = *head;
    add(check_head(unix_now(), head->timestamp));
  }

  void check_beacon() {
    const auto start = std::chrono::steady_clock::now();
    const Expected<std::uint64_t> genesis = beacon_.genesis_time();
    if (!genesis) return add_error("beacon node", genesis.error());
    if (*genesis != settings_.network.genesis_time)
      return add({failed, "beacon node", "genesis is another network's",
                  "give a beacon node of " + settings_.network.name});
    const Expected<BeaconSync> sync = beacon_.sync();
    if (!sync) return add_error("beacon node", sync.error());
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    const ChainClock clock{.genesis_time = *genesis};
    if (sync->is_syncing)
      add({failed, "beacon node",
           fmt::format("{} is syncing, slot {}", beacon_.name(), sync->head_slot),
           "wait until it is synchronised"});
    else
      add({passed, "beacon node",
           fmt::format("{} follows, slot {}", beacon_.name(), sync->head_slot)});
    // A node that follows has the slot of now, so that its head tells the time to a slot.
    add(check_clock(unix_now(), clock.time_of(sync->head_slot),
                    static_cast<std::uint64_t>(taken.count()) + 2 * clock.seconds_per_slot));
    const Expected<std::uint64_t> finalized = beacon_.finalized_epoch();
    if (!finalized) return add_error("finality", finalized.error());
    finalized_ = *finalized;
    add(check_finality(sync->head_slot / clock.slots_per_epoch, *finalized));
  }

  void check_contracts() {
    if (!head_) return add({skipped, "contracts", "no execution node answers"});
    const auto book = read_contract_book(reader_, settings_.network, head_->hash);
    if (!book) return add_error("contracts", book.error());
    book_ = *book;
    if (!book_->votes_allowed())
      add({failed, "contracts", "protocol version " + book_->protocol_version + " is not known",
           "update Apsis; until then it only watches"});
    else
      add({passed, "contracts",
           fmt::format("protocol {}, {} contracts", book_->protocol_version,
                       book_->addresses.size())});
    const auto state = read_voting_state(reader_, *book_, *head_);
    if (!state) return add_error("voting contracts", state.error());
    const auto on = [](bool enabled) { return enabled ? "on" : "off"; };
    add({passed, "voting contracts",
         fmt::format("balances {}, prices {}, rewards {}; {} members", on(state->balances_enabled),
                     on(state->prices_enabled), on(state->rewards_enabled), state->member_count)});
  }

  void check_voter() {
    if (!voter_) return add({skipped, "membership", "no voter: this program only watches"});
    if (!book_) return add({skipped, "membership", "the contracts cannot be read"});
    const auto voter = read_voter_state(reader_, *book_, *voter_, *head_);
    if (!voter) return add_error("membership", voter.error());
    add(check_membership(*voter, *voter_));
    const std::vector<Bytes20> accounts = {*voter_};
    const auto balance = reader_.balances(accounts, head_->hash);
    if (!balance) return add_error("gas money", balance.error());
    add(check_gas_money(balance->front()));
  }

  /// Whether the first `run` has yet to make the database; errors of what `--db` names.
  Expected<bool> lacks_database() const {
    const Expected<DatabaseTarget> place = parse_database_target(settings_.database);
    if (!place) return std::unexpected(place.error());
    if (!place->embedded) return false;
    const Expected<bool> made = EmbeddedServer::is_made(place->directory);
    if (!made) return std::unexpected(made.error());
    return !*made;
  }

  void check_database() {
    const Expected<bool> lacking = lacks_database();
    if (!lacking) return add_error("database", lacking.error());
    if (*lacking) {
      add({skipped, "database",
           settings_.database + ": no database yet: run makes it at its first start"});
      return add(check_indexer(finalized_, std::nullopt));
    }
    Expected<Database> database = open_database(settings_.database, schema_migrations(), false);
    if (!database) return add_error("database", database.error());
    add({passed, "database", database->connection.shown()});
    const auto epoch = stored_epoch(database->connection);
    if (!epoch) return add_error("indexer", epoch.error());
    add(check_indexer(finalized_, *epoch));
  }

  void check_snapshots() {
    std::error_code problem;
    if (settings_.takes_snapshots)
      add({passed, "snapshots", "run takes them itself while their block is the head"});
    else if (std::filesystem::is_directory(settings_.snapshots, problem))
      add({passed, "snapshots", settings_.snapshots.string()});
    else
      add({warned, "snapshots", settings_.snapshots.string() + " is no folder",
           "balances cannot be computed without: name the folder with --snapshots, or take them "
           "(--take on)"});
  }

  const RunSettings& settings_;
  const WalletSource& wallet_;
  std::optional<Bytes20> voter_;
  ExecutionNodes nodes_;
  ContractReader reader_;
  BeaconReader beacon_;
  std::optional<BlockHeader> head_;
  std::optional<ContractBook> book_;
  std::uint64_t finalized_ = 0;
  std::vector<CheckLine> lines_;
};

}  // namespace

std::vector<CheckLine> check_everything(const RunSettings& settings, const WalletSource& wallet) {
  return Checks(settings, wallet).run();
}

}  // namespace apsis
