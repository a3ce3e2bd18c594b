// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/running_tree.hpp"

#include <doctest/doctest.h>

#include <random>

#include "core/hex.hpp"
#include "oracle/duties/running_job.hpp"
#include "oracle/duties/running_rows.hpp"
#include "oracle/duties/stored_scores.hpp"
#include "oracle/interval/interval_rewards.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "tests/oracle/duty_rows.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::database_with_chain;
using apsis::test::replaced;
using apsis::test::run_sql;
using apsis::test::small_snapshot;
using apsis::test::write_duties;

namespace {

/// The small snapshot with a second minipool (validator 7) and an interval of epochs 10 to 15.
std::string six_epochs(const std::string& change_time = "1000") {
  std::string out = replaced(small_snapshot, "\"last_slot\": 383", "\"last_slot\": 511");
  out = replaced(out, "\"consensus_end_slot\": 382", "\"consensus_end_slot\": 510");
  out = replaced(out, "\"execution_end_block\": 160", "\"execution_end_block\": 1510");
  out = replaced(out, "\"execution_end_time\": 5584", "\"execution_end_time\": 7120");
  return replaced(out, "\"smoothing_pool_change_time\": 1000",
                  "\"smoothing_pool_change_time\": " + change_time);
}

std::string with_second_minipool(std::string text) {
  const std::size_t begin = text.find("\"minipools\": [{") + 14;
  const std::size_t end = text.find("}\n    }]", begin) + 1;
  std::string second = text.substr(begin, text.find("}]", end) + 1 - begin);
  second = replaced(second, "0x0202", "0x0212");
  second = replaced(second, "0x0303", "0x0313");
  second = replaced(second, "\"index\": 5", "\"index\": 7");
  return text.insert(begin, second + ", ");
}

/// Epochs 10 to 15 of validators 5 and 7; a block in every slot whose number is not 7 of 32.
Database six_epoch_database(unsigned seed) {
  std::mt19937_64 random(seed);
  Database database = database_with_chain();
  IntervalDuties duties{.first_epoch = 10, .last_epoch = 15, .duties = {}, .withdrawals = {}};
  for (std::uint64_t epoch = 10; epoch <= 15; ++epoch)
    for (const std::uint64_t validator : {5, 7})
      duties.duties.push_back({validator, epoch * 32 + random() % 32, random() % 3});
  for (int i = 0; i < 12; ++i)
    duties.withdrawals.push_back({320 + random() % 192, random() % 2 ? 5u : 7u, random() % 900});
  REQUIRE(write_duties(database, duties, 32));
  run_sql(database,
          "INSERT INTO validator_keys VALUES (5, decode(repeat('03', 48), 'hex'), 0), "
          "(7, decode('0313' || repeat('03', 46), 'hex'), 0)");
  run_sql(
      database,
      "INSERT INTO blocks SELECT s, decode(lpad(to_hex(s), 64, '0'), 'hex'), s / 32, '', '', 1, "
      "false, 1000 + s, '', 1000 + s * 12, 0, 0, 0, 0, 0, '' FROM generate_series(320, 510) AS s "
      "WHERE s % 32 <> 31 AND s <> 320");
  return database;
}

/// Says that epochs are stored and final, as the indexer does after their duties.
void make_final(Database& database, std::uint64_t first, std::uint64_t last) {
  std::string zeros;
  for (int i = 0; i < 18; ++i) zeros += ", 0";
  run_sql(database,
          "INSERT INTO epochs (epoch, validator_count, active_validators, active_balance_gwei, "
          "source_balance_gwei, target_balance_gwei, head_balance_gwei, inactivity_leak, "
          "canonical_blocks, orphaned_blocks, missed_slots, proof_mode, proof_slot, "
          "proof_state_root, proof_block_root, balance_start_gwei, balance_end_gwei, source_gwei, "
          "target_gwei, head_gwei, inactivity_gwei, sync_gwei, proposer_attestations_gwei, "
          "proposer_sync_gwei, proposer_slashings_gwei, slashing_gwei, slashing_correlation_gwei, "
          "deposits_gwei, withdrawals_gwei, consolidations_gwei, moved_to_queue_gwei, "
          "saturated_gwei) SELECT e, 8, 8, 0, 0, 0, 0, false, 0, 0, 0, 'block', 0, "
          "int8send(e), ''" +
              zeros.substr(0, 3 * 17) + " FROM generate_series(" + std::to_string(first) +
              "::bigint, " + std::to_string(last) + ") AS e");
}

/// Root of a tree built from all rows, as if the interval ended with `epoch`.
std::string fresh_root(Database& database, const std::string& text, std::uint64_t epoch) {
  const auto whole = read_network_snapshot(text);
  REQUIRE_MESSAGE(whole.has_value(), whole.error().text());
  const auto end = end_block(database.connection, 320, epoch * 32 + 31);
  REQUIRE(end.has_value());
  const NetworkSnapshot snapshot = cut_snapshot(*whole, epoch, *end);
  auto scorer = begin_interval(snapshot, ruleset_v11);
  REQUIRE(scorer.has_value());
  const auto scored =
      score_stored_duties(database.connection, snapshot, *scorer, [](std::uint64_t) {});
  REQUIRE_MESSAGE(scored.has_value(), scored.error().text());
  const auto result = compute_interval(snapshot, ruleset_v11, std::move(*scorer));
  REQUIRE(result.has_value());
  return to_hex(build_rewards_file(snapshot, ruleset_v11, *result)->merkle_root);
}

std::string value_of(Database& database, const std::string& sql) {
  pqxx::nontransaction query(database.connection.sql());
  return query.exec(sql)[0][0].c_str();
}

}  // namespace

TEST_CASE("a running tree has the root of a fresh build after each epoch") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    Database database = six_epoch_database(seed);
    // Opted in within the third epoch for some seeds.
    const std::string text = with_second_minipool(six_epochs(seed % 2 ? "1000" : "5500"));
    RunningJob job(database.connection, ruleset_v11);
    const auto none = job.step(text);
    REQUIRE_MESSAGE(none.has_value(), none.error().text());
    CHECK(!none->epoch.has_value());
    for (std::uint64_t epoch = 10; epoch <= 15; ++epoch) {
      make_final(database, epoch, epoch);
      const auto step = job.step(text);
      REQUIRE_MESSAGE(step.has_value(), step.error().text());
      CHECK(step->epoch == epoch);
      CHECK(step->epochs_added == 1);
      CHECK(!step->began_anew);
      CHECK(step->is_complete == (epoch == 15));
      CHECK(to_hex(step->merkle_root) == fresh_root(database, text, epoch));
      CHECK(value_of(database,
                     "SELECT last_epoch || ' 0x' || encode(merkle_root, 'hex') || ' ' || "
                     "is_complete FROM running_trees") == std::to_string(epoch) + " " +
                                                              to_hex(step->merkle_root) +
                                                              (epoch == 15 ? " true" : " false"));
      const auto again = job.step(text);
      REQUIRE(again.has_value());
      CHECK(!again->stored);
    }
    CHECK(value_of(database, "SELECT count(*) FROM running_shares") == "1");
    CHECK(contains(value_of(database, "SELECT rewards_file FROM running_trees"), "merkleRoot"));
  }
}

TEST_CASE("a newer snapshot keeps the scores that still hold and reads the others again") {
  for (unsigned seed = 11; seed <= 16; ++seed) {
    Database database = six_epoch_database(seed);
    RunningJob job(database.connection, ruleset_v11);
    make_final(database, 10, 13);
    REQUIRE(job.step(six_epochs()).has_value());
    // Another minipool, then another time of the opt-in: both count duties of epochs that are over.
    for (const std::string& text :
         {with_second_minipool(six_epochs()), with_second_minipool(six_epochs("5300")),
          with_second_minipool(replaced(six_epochs("5300"), "\"node_fee\": \"50000000000000000\"",
                                        "\"node_fee\": \"60000000000000000\""))}) {
      const auto step = job.step(text);
      REQUIRE_MESSAGE(step.has_value(), step.error().text());
      CHECK(!step->began_anew);
      CHECK(step->stored);
      CHECK(to_hex(step->merkle_root) == fresh_root(database, text, 13));
    }
    make_final(database, 14, 14);
    const std::string text = with_second_minipool(six_epochs("4000"));
    const auto step = job.step(text);
    REQUIRE_MESSAGE(step.has_value(), step.error().text());
    CHECK(to_hex(step->merkle_root) == fresh_root(database, text, 14));
  }
}

TEST_CASE("rows that were replaced are counted anew, gaps are waited for") {
  Database database = six_epoch_database(3);
  const std::string text = with_second_minipool(six_epochs());
  RunningJob job(database.connection, ruleset_v11);
  make_final(database, 10, 12);
  REQUIRE(job.step(text).has_value());
  run_sql(database, "UPDATE epochs SET proof_state_root = '\\x01' WHERE epoch = 12");
  auto step = job.step(text);
  REQUIRE(step.has_value());
  CHECK(step->began_anew);
  CHECK(step->epochs_added == 3);
  make_final(database, 14, 14);
  step = job.step(text);
  REQUIRE(step.has_value());
  CHECK(step->epoch == 12);
  CHECK(step->epochs_added == 0);
  make_final(database, 13, 13);
  step = job.step(text);
  REQUIRE(step.has_value());
  CHECK(step->epoch == 14);
}

TEST_CASE("a last snapshot that was not taken at the interval's last block is refused") {
  Database database = six_epoch_database(4);
  make_final(database, 10, 15);
  RunningJob job(database.connection, ruleset_v11);
  const auto step =
      job.step(replaced(with_second_minipool(six_epochs()), "\"execution_end_block\": 1510",
                        "\"execution_end_block\": 1509"));
  REQUIRE(!step.has_value());
  CHECK(contains(step.error().text(), "the snapshot ends with slot 510 and execution block 1509"));
  CHECK(value_of(database, "SELECT count(*) FROM running_trees") == "0");
}
