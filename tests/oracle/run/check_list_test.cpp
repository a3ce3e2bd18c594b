// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/check_list.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "core/ether.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;

TEST_CASE("each check judges its numbers and says what to do") {
  using enum CheckOutcome;
  CHECK(check_clock(1000, 1004, 0).outcome == passed);
  CHECK(check_clock(1100, 1004, 1).outcome == failed);
  CHECK(contains(check_clock(1100, 1004, 1).remedy, "clock"));
  CHECK(check_head(1000, 990).outcome == passed);
  CHECK(check_head(1000, 0).outcome == failed);
  CHECK(check_head(1000, 2000).outcome == passed);
  CHECK(check_finality(10, 8).outcome == passed);
  CHECK(check_finality(20, 8).outcome == warned);
  CHECK(check_gas_money(one_eth).outcome == passed);
  CHECK(check_gas_money(one_eth / 100u).outcome == warned);
  CHECK(check_gas_money(0).outcome == failed);
  CHECK(check_indexer(100, 99).outcome == passed);
  CHECK(check_indexer(100, 50).outcome == warned);
  CHECK(check_indexer(100, std::nullopt).outcome == warned);
  CHECK(check_membership({true, false}, {}).outcome == passed);
  CHECK(check_membership({true, true}, {}).outcome == failed);
  CHECK(check_membership({false, false}, {}).outcome == failed);
}

TEST_CASE("a line of a check has its outcome first and the remedy below") {
  CHECK(check_text({CheckOutcome::passed, "a", "b"}) == "ok      a: b");
  CHECK(check_text({CheckOutcome::failed, "a", "b", "c"}) == "FAILED  a: b\n        c");
}

namespace {

/// Settings that name nodes which nobody has.
RunSettings lonely_settings(const std::string& database) {
  RunSettings settings;
  settings.network.name = "devnet";
  settings.network.chain_id = 1;
  settings.execution = *parse_nodes("http://127.0.0.1:1");
  settings.beacon = *parse_url("http://127.0.0.1:1");
  settings.database = database;
  settings.takes_snapshots = false;
  settings.snapshots = "no such folder";
  settings.voter = Bytes20{};
  return settings;
}

/// The texts of the checks of this name and of those after it.
std::vector<CheckLine> checks_from(const std::string& name, const RunSettings& settings) {
  std::vector<CheckLine> lines = check_everything(settings, {});
  const auto first = std::ranges::find(lines, name, &CheckLine::name);
  return {first, lines.end()};
}

}  // namespace

TEST_CASE("before the first run there is no database, and that is told as no failure") {
  const TemporaryFolder folder;
  const std::string database = "embedded:" + (folder.path() / "db").string();
  const auto lines = checks_from("database", lonely_settings(database));
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].outcome == CheckOutcome::skipped);
  CHECK(contains(lines[0].found, database + ": no database yet: run makes it at its first start"));
  CHECK(lines[0].remedy.empty());
  CHECK(lines[1].name == "indexer");
  CHECK(lines[1].outcome == CheckOutcome::warned);
  CHECK(lines[2].name == "snapshots");
  CHECK(lines[2].outcome == CheckOutcome::warned);
  RunSettings taking = lonely_settings(database);
  taking.takes_snapshots = true;
  CHECK(checks_from("snapshots", taking)[0].outcome == CheckOutcome::passed);
  // A check makes nothing.
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a database that run could neither make nor reach fails, and the checks go on") {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "letter.txt") << "mine";
  const std::string places[] = {"embedded:" + folder.path().string(),
                                "postgresql://nobody@127.0.0.1:1/none"};
  for (const std::string& database : places) {
    const auto lines = checks_from("database", lonely_settings(database));
    REQUIRE_MESSAGE(lines.size() == 2, database);
    CHECK_MESSAGE(lines[0].outcome == CheckOutcome::failed, database);
    CHECK_MESSAGE(!contains(lines[0].remedy, "backfill"), lines[0].remedy);
    CHECK(lines[1].name == "snapshots");
  }
}

TEST_CASE("without any node every check is still told of") {
  const RunSettings settings = lonely_settings(new_test_database());
  WalletSource wallet;
  wallet.file = "no such wallet";
  wallet.password_file = "no such password";
  std::string outcomes;
  for (const CheckLine& line : check_everything(settings, wallet)) {
    CHECK((line.outcome == CheckOutcome::passed || line.outcome == CheckOutcome::skipped ||
           !line.remedy.empty()));
    outcomes += line.name + "=" + std::to_string(static_cast<int>(line.outcome)) + " ";
  }
  CHECK(contains(outcomes, "wallet=2"));
  CHECK(contains(outcomes, "execution node=2"));
  CHECK(contains(outcomes, "sync=2"));
  CHECK(contains(outcomes, "beacon node=2"));
  CHECK(contains(outcomes, "contracts=3"));
  CHECK(contains(outcomes, "membership=3"));
  CHECK(contains(outcomes, "database="));
  CHECK(contains(outcomes, "snapshots=1"));
}
