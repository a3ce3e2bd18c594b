// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/migrations.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "core/pg/database.hpp"
#include "tests/core/pg/test_server.hpp"

using namespace apsis;

namespace {

constexpr Migration first = {1, "001_a.sql", "CREATE TABLE a (x integer)"};
constexpr Migration second = {2, "002_b.sql",
                              "ALTER TABLE a ADD y integer; INSERT INTO a VALUES (1, 2)"};

Expected<Database> open(const std::string& database, const std::vector<Migration>& steps) {
  return open_database(database, steps, false);
}

std::string value_of(Database& database, const std::string& sql) {
  pqxx::nontransaction query(database.connection.sql());
  return query.exec(sql)[0][0].c_str();
}

}  // namespace

TEST_CASE("missing schema steps are applied once, in order") {
  const std::string name = new_test_database();
  REQUIRE(open(name, {first}).has_value());
  REQUIRE(open(name, {first, second}).has_value());
  auto database = open(name, {first, second});
  REQUIRE(database.has_value());
  CHECK(value_of(*database, "SELECT count(*) FROM a WHERE y = 2") == "1");
  CHECK(value_of(*database, "SELECT count(*) FROM schema_migrations") == "2");
}

TEST_CASE("a database that is newer than the program is refused") {
  const std::string name = new_test_database();
  REQUIRE(open(name, {first, second}).has_value());
  const auto database = open(name, {first});
  REQUIRE(!database.has_value());
  CHECK(database.error().kind == ErrorKind::usage);
  CHECK(database.error().text().find("step 2") != std::string::npos);
}

TEST_CASE("a step whose contents changed after it was applied is refused") {
  const std::string name = new_test_database();
  REQUIRE(open(name, {first}).has_value());
  const auto database = open(name, {{1, "001_a.sql", "CREATE TABLE a (x bigint)"}, second});
  REQUIRE(!database.has_value());
  CHECK(database.error().kind == ErrorKind::usage);
  CHECK(database.error().text().find("001_a.sql") != std::string::npos);
}

TEST_CASE("a step that fails leaves nothing of itself and frees the lock") {
  const std::string name = new_test_database();
  const Migration broken = {2, "002_b.sql", "CREATE TABLE b (); SELECT nothing_like_this"};
  const auto failed = open(name, {first, broken});
  REQUIRE(!failed.has_value());
  CHECK(failed.error().kind == ErrorKind::unavailable);
  auto database = open(name, {first});
  REQUIRE(database.has_value());
  CHECK(value_of(*database, "SELECT to_regclass('b') IS NULL") == "t");
  CHECK(open(name, {first, second}).has_value());
}

TEST_CASE("programs that start together apply each step once") {
  const std::string name = new_test_database();
  std::vector<std::thread> programs;
  std::vector<char> done(4, 0);
  for (std::size_t i = 0; i < done.size(); ++i)
    programs.emplace_back([&, i] { done[i] = open(name, {first, second}).has_value(); });
  for (std::thread& program : programs) program.join();
  CHECK(std::ranges::count(done, 1) == 4);
  auto database = open(name, {first, second});
  REQUIRE(database.has_value());
  CHECK(value_of(*database, "SELECT count(*) FROM a") == "1");
}
