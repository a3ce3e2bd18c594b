// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/serve/claim_book.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "oracle/serve/rate_limit.hpp"
#include "oracle/serve/running_view.hpp"
#include "oracle/state/text_file.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/oracle/duty_rows.hpp"
#include "tests/oracle/serve/sample_files.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::replaced;
using apsis::test::small_file;

TEST_CASE("a folder's rewards files are loaded, and wrong ones are told and left out") {
  const TemporaryFolder folder;
  const auto put = [&](const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder / name).parent_path());
    REQUIRE(write_text_file(folder / name, text).has_value());
  };
  put("a/rp-rewards-devnet-3.json", write_rewards_file(small_file(3)));
  put("rp-rewards-devnet-4.json", write_rewards_file(small_file(4)));
  put("rp-rewards-devnet-5.json", replaced(write_rewards_file(small_file(5)),
                                           "\"collateralRpl\":\"7", "\"collateralRpl\":\"8"));
  put("rp-rewards-devnet-6.json", "{}");
  put("rp-rewards-devnet-7.json", write_rewards_file(small_file(7, 1)));
  put("rp-rewards-devnet-7b.json", write_rewards_file(small_file(7, 0)));
  put("rp-rewards-devnet-7c.json", write_rewards_file(small_file(7, 1)));
  put("rp-rewards-other-8.json", write_rewards_file(small_file(8, 1, "testnet")));
  put("rp-performance-devnet-3.json", "not looked at");
  ClaimBook book;
  std::vector<Error> problems;
  REQUIRE(add_folder(folder.path(), book, problems).has_value());
  CHECK(book.network() == "mainnet");
  REQUIRE(book.intervals().size() == 2);
  CHECK(book.find(3) != nullptr);
  CHECK(book.find(4) != nullptr);
  CHECK(book.find(7) == nullptr);
  std::string told;
  for (const Error& problem : problems) told += problem.text() + "\n";
  CHECK(problems.size() == 5);
  CHECK(contains(told, "different trees for interval 7"));
  CHECK(contains(told, "is of network testnet"));
  CHECK(contains(told, "rp-rewards-devnet-5.json"));
  const auto before = list_rewards_files(folder.path());
  REQUIRE(before.has_value());
  put("rp-rewards-devnet-4.json", write_rewards_file(small_file(4)) + "\n");
  CHECK(*list_rewards_files(folder.path()) != *before);
  CHECK(!list_rewards_files(folder / "nothing").has_value());
}

TEST_CASE("complete trees and the running one come from the database") {
  Database database = test::database_with_chain();
  CHECK(!(*read_running_view(database.connection)).has_value());
  const RewardsFile file = small_file(9);
  const std::string values =
      "'devnet', 9, 11, 10, 11, 11, true, '\\x01', '\\x02', 1, 2, 3, 4, 5, 6, "
      "7, 8, ";
  test::run_sql(database, "INSERT INTO running_trees VALUES (" + values + "'" +
                              write_rewards_file(file) + "')");
  test::run_sql(database,
                "INSERT INTO running_shares VALUES ('devnet', 9, decode(repeat('01', 20), "
                "'hex'), 2, 115792089237316195423570985008687907853269984665640564039457, "
                "0, 7, 8)");
  const auto running = read_running_view(database.connection);
  REQUIRE((running.has_value() && running->has_value()));
  CHECK((*running)->index == 9);
  CHECK((*running)->merkle_root == "0x02");
  CHECK((*running)->totals.pdao_share_eth == 8);
  const NodeAmounts& share = (*running)->shares.begin()->second;
  CHECK(share.network == 2);
  CHECK(to_decimal(share.collateral_rpl) ==
        "115792089237316195423570985008687907853269984665640564039457");
  ClaimBook book;
  std::vector<Error> problems;
  REQUIRE(add_complete_trees(database.connection, book, problems).has_value());
  CHECK(problems.empty());
  REQUIRE(book.find(9) != nullptr);
  CHECK(book.find(9)->merkle_root == file.merkle_root);
  test::run_sql(database, "UPDATE running_trees SET rewards_file = '{}'");
  REQUIRE(add_complete_trees(database.connection, book, problems).has_value());
  REQUIRE(problems.size() == 1);
  CHECK(contains(problems[0].text(), "running_trees, devnet interval 9"));
}

TEST_CASE("a client may make so many requests a minute, others do not suffer") {
  RateLimit limit(3);
  const auto start = RateLimit::Clock::now();
  for (int i = 0; i < 3; ++i) CHECK(limit.allow("a", start));
  CHECK(!limit.allow("a", start));
  CHECK(limit.allow("b", start));
  CHECK(!limit.allow("a", start + std::chrono::seconds(19)));
  CHECK(limit.allow("a", start + std::chrono::seconds(21)));
  CHECK(!limit.allow("a", start + std::chrono::seconds(22)));
  for (std::size_t i = 0; i < RateLimit::max_clients + 5; ++i)
    limit.allow("c" + std::to_string(i), start + std::chrono::seconds(30));
  CHECK(!limit.allow("new", start + std::chrono::seconds(31)));
  CHECK(limit.allow("new", start + std::chrono::seconds(95)));
}
