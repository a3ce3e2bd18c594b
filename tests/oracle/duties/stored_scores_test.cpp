// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/stored_scores.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/hex.hpp"
#include "oracle/interval/interval_rewards.hpp"
#include "oracle/interval/wei_math.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/stored_duties.hpp"
#include "oracle/state/text_file.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "tests/cases/golden_tree_input.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/oracle/duty_rows.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::database_with_chain;
using apsis::test::run_sql;
using apsis::test::small_snapshot;
using apsis::test::write_duties;

namespace {

/// Scores from rows; validators without a duty in an epoch are let through, as made-up committees
/// do not hold everybody.
void score_rows(Database& database, const NetworkSnapshot& snapshot, DutyScorer& scorer) {
  std::vector<DutyWindow> windows = scorer.windows();
  for (DutyWindow& window : windows) window.activation_epoch = window.exit_epoch = 0;
  DutyCounter counter(windows, scorer.counting_rules());
  StoredDuties stored(database.connection, scorer.validators(), snapshot.clock.slots_per_epoch);
  const auto read = stored.read(
      first_duty_epoch(snapshot), last_duty_epoch(snapshot),
      [&](std::uint64_t epoch) { return counter.slots_needed(epoch); },
      [&](const EpochDuties& duties) { return counter.add(duties); });
  REQUIRE_MESSAGE(read.has_value(), read.error().text());
  scorer.add_counts(counter);
  const auto withdrawn =
      stored.read_withdrawals(first_duty_epoch(snapshot), last_duty_epoch(snapshot),
                              [&](const ValidatorWithdrawal& w) { scorer.add_withdrawal(w); });
  REQUIRE_MESSAGE(withdrawn.has_value(), withdrawn.error().text());
}

std::string root_of(const NetworkSnapshot& snapshot, const Ruleset& ruleset, DutyScorer scorer) {
  const auto result = compute_interval(snapshot, ruleset, std::move(scorer));
  if (!result) return result.error().text();
  const auto file = build_rewards_file(snapshot, ruleset, *result);
  return file ? to_hex(file->merkle_root) : file.error().text();
}

/// Whether the case could be told in rows; its root from rows is that of the case and of a build
/// from single duties.
bool check_golden(Database& database, const std::filesystem::path& path) {
  const auto text = read_text_file(path);
  REQUIRE(text.has_value());
  const auto golden = nlohmann::json::parse(*text);
  if (!golden.contains("ruleset") || !golden.contains("input")) return false;
  INFO(path.string());
  const auto snapshot = read_network_snapshot(golden_snapshot_text(golden));
  const auto duties = read_interval_duties(golden_duties_text(golden));
  REQUIRE((snapshot.has_value() && duties.has_value()));
  const Ruleset& ruleset = *find_ruleset(golden.at("ruleset").get<std::uint64_t>());
  auto single = begin_interval(*snapshot, ruleset);
  auto rows = begin_interval(*snapshot, ruleset);
  REQUIRE((single.has_value() && rows.has_value()));
  run_sql(database,
          "DELETE FROM epoch_duties; DELETE FROM withdrawals; UPDATE chain SET slots_per_epoch = " +
              std::to_string(snapshot->clock.slots_per_epoch));
  if (!write_duties(database, *duties, snapshot->clock.slots_per_epoch)) return false;
  for (const AttestationDuty& duty : duties->duties) single->add_duty(duty);
  for (const ValidatorWithdrawal& withdrawal : duties->withdrawals)
    single->add_withdrawal(withdrawal);
  score_rows(database, *snapshot, *rows);
  const std::string root = root_of(*snapshot, ruleset, std::move(*rows));
  CHECK(root == root_of(*snapshot, ruleset, std::move(*single)));
  const auto& expected = golden.at("expected");
  if (!expected.contains("error") || expected.at("error").is_null())
    CHECK(root == expected.at("root").get<std::string>());
  return true;
}

}  // namespace

TEST_CASE("an interval is scored from rows alone; one with a gap is refused") {
  Database database = database_with_chain();
  run_sql(database, "INSERT INTO validator_keys VALUES (5, decode(repeat('03', 48), 'hex'), 0)");
  const IntervalDuties duties = {.first_epoch = 10,
                                 .last_epoch = 11,
                                 .duties = {{5, 325, 2}, {5, 360, 0}},
                                 .withdrawals = {{330, 5, 1'000'000'000}}};
  REQUIRE(write_duties(database, duties, 32));
  const NetworkSnapshot snapshot = *read_network_snapshot(small_snapshot);
  DutyScorer scorer = *begin_interval(snapshot, ruleset_v11);
  std::vector<std::uint64_t> epochs;
  const auto note = [&](std::uint64_t epoch) { epochs.push_back(epoch); };
  REQUIRE(score_stored_duties(database.connection, snapshot, scorer, note).has_value());
  CHECK(epochs == std::vector<std::uint64_t>{10, 11});
  const PoolMinipool& minipool = scorer.nodes().at(0).minipools.at(0);
  CHECK(minipool.tally.successes == 1);
  CHECK(minipool.tally.missed_slots == std::vector<std::uint64_t>{360});
  CHECK(minipool.withdrawals == one_eth);
  run_sql(database, "DELETE FROM epoch_duties WHERE epoch = 11");
  DutyScorer again = *begin_interval(snapshot, ruleset_v11);
  const auto refused = score_stored_duties(database.connection, snapshot, again, note);
  REQUIRE(!refused.has_value());
  CHECK(contains(refused.error().text(), "epochs of the interval are missing or not final: 11"));
}

TEST_CASE("golden cases of all rulesets have the same root from rows") {
  const char* shared = std::getenv("APSIS_SHARED");
  const std::filesystem::path vectors =
      (shared != nullptr ? std::filesystem::path(shared)
                         : std::filesystem::path(APSIS_SOURCE_DIR) / "../shared") /
      "vectors/tree";
  if (!std::filesystem::exists(vectors / "random.tar.xz")) {
    MESSAGE("skipped: no tree vectors in " << vectors.string() << " (set APSIS_SHARED)");
    return;
  }
  const TemporaryFolder folder;
  for (const char* name : {"official", "random"}) {
    const std::string command =
        "tar -xJf '" + (vectors / name).string() + ".tar.xz' -C '" + folder.path().string() + "'";
    REQUIRE(std::system(command.c_str()) == 0);
  }
  Database database = database_with_chain();
  int told = 0, others = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
    if (entry.path().extension() == ".json")
      ++(check_golden(database, entry.path()) ? told : others);
  MESSAGE(told << " cases from rows, " << others << " that rows cannot tell or of another kind");
  CHECK(told > 50);
}
