// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <random>

#include "indexer/block_root.hpp"
#include "indexer/head_run.hpp"
#include "indexer/source/recording.hpp"
#include "indexer/store/table_checksums.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/recordings.hpp"
#include "tests/sim/head_script.hpp"

namespace apsis {
namespace {

using namespace std::chrono_literals;

/// Runs tell each epoch on the log: not in a test.
class QuietLog {
 public:
  QuietLog() { spdlog::set_level(spdlog::level::err); }
  ~QuietLog() { spdlog::set_level(level_); }

 private:
  spdlog::level::level_enum level_ = spdlog::get_level();
};

Store open_store(const std::string& database) {
  auto store = Store::open({.database = database, .track = std::nullopt, .notify = {}});
  if (!store) FAIL(store.error().text());
  return std::move(*store);
}

/// Rows of everything, but for what only a live follower can know: what is final, and which blocks
/// lost.
std::string rows_of(Store& store) {
  std::string out;
  const auto sums = table_checksums(store.connection());
  REQUIRE(sums.has_value());
  for (const TableChecksum& sum : *sums) {
    const bool differs = sum.table == "blocks" || sum.table == "epochs" ||
                         sum.table == "epoch_rewards" || sum.table == "epoch_misses";
    if (!differs) out += sum.table + " " + std::to_string(sum.rows) + " " + sum.md5 + "\n";
  }
  pqxx::nontransaction query(store.connection().sql());
  for (const char* sql :
       {"SELECT 'epochs ' || string_agg(epoch::text, ' ' ORDER BY epoch) FROM epochs",
        "SELECT 'epochs ' || md5(string_agg((to_jsonb(e) - ARRAY['orphaned_blocks', "
        "'finalized'])::text, '|' ORDER BY epoch)) FROM epochs e",
        "SELECT 'blocks ' || count(*) || ' ' || md5(string_agg(b::text, '|' ORDER BY slot)) "
        "FROM blocks b WHERE NOT orphaned",
        "SELECT 'rewards ' || md5(string_agg((to_jsonb(r) - 'miss_cause')::text, '|' "
        "ORDER BY epoch)) FROM epoch_rewards r"}) {
    out += query.exec(sql)[0][0].c_str() + std::string("\n");
  }
  return out;
}

/// Rows of a run that nothing disturbed.
std::string calm_rows(const std::filesystem::path& folder, std::uint64_t to_slot) {
  auto recording = Recording::open(folder);
  REQUIRE(recording.has_value());
  Store store = open_store(new_test_database());
  PipelineTally tally;
  const PipelineHooks hooks{
      .started = [&](const PipelineStart& start) { return store.put_chain(chain_identity(start)); },
      .epoch_proven = [&](const EpochRecord& record) -> Expected<void> {
        const auto put = store.put_epoch(record);
        return put ? Expected<void>{} : std::unexpected(put.error());
      },
      .slot_done = [](std::uint64_t, bool) {},
      .horizon = [&](std::chrono::milliseconds) { return Expected<Horizon>(Horizon{to_slot}); }};
  const auto done = run_pipeline(*recording,
                                 {.starts = {{StartPoint::Kind::genesis, {}}},
                                  .to_slot = to_slot,
                                  .prove = ProofMode::epoch,
                                  .end_proves = false},
                                 hooks, tally);
  if (!done) FAIL(done.error().text());
  return rows_of(store);
}

/// A served chain whose head moves while it is looked at, and a follower that breaks off.
class Chase {
 public:
  Chase(const std::filesystem::path& folder, std::uint64_t to_slot, unsigned seed)
      : to_slot_(to_slot), chance_(seed), server_(*BeaconServer::start(folder)), script_([&] {
          server_->set_head(Slot(1));
          return HeadScript(*server_);
        }()) {
    for (const char* fork : {"40:44", "90:93", "150:155"}) {
      const auto added = script_.add_fork(fork, folder);
      if (!added) FAIL(added.error().text());
    }
    // How deep a branch may be depends on what the recording calls final.
    (void)script_.add_fork("230:250", folder);
    for (const char* back : {"120:3", "200:5"}) REQUIRE(script_.add_back(back).has_value());
  }

  /// Follows until it breaks off at the `looks`-th look (0: never) or is done.
  Expected<void> follow(unsigned looks) {
    Store store = open_store(database_);
    HeadChainOptions options{.block_root = make_block_root};
    options.poll = options.slow_poll = 1ms;
    auto chain = HeadChain::open({*parse_url(server_->url())}, std::move(options));
    if (!chain) return std::unexpected(chain.error());
    const auto block_root = *make_block_root((*chain)->chain_spec());
    if (auto looked = (*chain)->look({}, 0ms); !looked) return std::unexpected(looked.error());
    const auto branch = compare_branch(store, **chain, block_root);
    if (!branch) return std::unexpected(branch.error());
    const auto cursor = store.cursor();
    const auto slots = slots_per_epoch((*chain)->chain_spec());
    StateShelf shelf(
        {.folder = shelf_folder_.path(), .chain = (*chain)->genesis().genesis_validators_root});
    RunReport report("follow", *telemetry_, to_slot_);
    HeadRun run(**chain, store, report, shelf, *branch, block_root, {}, false, to_slot_);
    PipelineHooks hooks = run.hooks();
    unsigned seen = 0;
    hooks.horizon = [&, look = hooks.horizon](std::chrono::milliseconds) -> Expected<Horizon> {
      if (++seen == looks) return fail(ErrorKind::usage, "broken off", "test");
      move(chance_() % 7);
      return look(5ms);
    };
    PipelineTally tally;
    return run_pipeline(
        **chain,
        {.starts = head_starts({StartPoint::Kind::genesis, {}}, *cursor, *branch, *slots),
         .to_slot = to_slot_,
         .waits = true,
         .prove = ProofMode::epoch,
         .shelf = &shelf,
         .wanted_epoch = branch->wanted_epoch},
        hooks, tally);
  }
  void move(std::size_t steps) {
    for (std::size_t i = 0; i < steps; ++i) is_over_ = !script_.step();
  }
  /// Breaks off again and again, at moments that the seed chooses, until the chain's end.
  void hunt() {
    while (!is_over_) {
      const auto broken = follow(1 + static_cast<unsigned>(chance_() % 25));
      if (broken) break;
      if (broken.error().what != "broken off") FAIL(broken.error().text());
      if (chance_() % 8 == 0) forget_states();
      if (chance_() % 2 == 0) move(chance_() % 30);
    }
    const auto done = follow(0);
    if (!done) FAIL(done.error().text());
  }
  std::string rows() {
    Store store = open_store(database_);
    return rows_of(store);
  }

 private:
  void forget_states() {
    for (const auto& entry : std::filesystem::directory_iterator(shelf_folder_.path())) {
      std::filesystem::remove(entry.path());
    }
  }

  std::uint64_t to_slot_;
  std::minstd_rand chance_;
  std::unique_ptr<BeaconServer> server_;
  HeadScript script_;
  bool is_over_ = false;
  std::string database_ = new_test_database();
  TemporaryFolder shelf_folder_;
  std::unique_ptr<Telemetry> telemetry_ = *Telemetry::start("off");
};

}  // namespace

TEST_CASE("head: broken off again and again while branches win and lose, no row is lost") {
  const QuietLog quiet;
  for (const auto& [name, to_slot, seeds] :
       {std::tuple("fulu-mainnet-126", 400U, 3U), std::tuple("deneb-minimal-64", 400U, 6U)}) {
    const auto folder = find_recording(name);
    if (!folder) continue;
    const std::string calm = calm_rows(*folder, to_slot);
    for (unsigned seed = 1; seed <= seeds; ++seed) {
      CAPTURE(name);
      CAPTURE(seed);
      Chase chase(*folder, to_slot, seed);
      chase.hunt();
      CHECK(chase.rows() == calm);
    }
  }
}

}  // namespace apsis
