// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/check_list.hpp"

#include <doctest/doctest.h>

#include "core/ether.hpp"
#include "tests/core/pg/test_server.hpp"
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

TEST_CASE("without any node every check is still told of") {
  RunSettings settings;
  settings.network.name = "devnet";
  settings.network.chain_id = 1;
  settings.execution = *parse_nodes("http://127.0.0.1:1");
  settings.beacon = *parse_url("http://127.0.0.1:1");
  settings.database = new_test_database();
  settings.snapshots = "no such folder";
  settings.voter = Bytes20{};
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
