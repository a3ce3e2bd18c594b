// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/copy_reader.hpp"

#include <doctest/doctest.h>

#include "core/pg/database.hpp"
#include "tests/core/pg/test_server.hpp"

using namespace apsis;

namespace {

Database test_database() {
  auto database = open_database(new_test_database(), {}, false);
  REQUIRE(database.has_value());
  return std::move(*database);
}

bool has_next(CopyReader& rows) {
  const Expected<bool> more = rows.next();
  REQUIRE_MESSAGE(more.has_value(), more.error().text());
  return *more;
}

}  // namespace

TEST_CASE("rows of a query arrive field by field, with NULL and every width of integer") {
  Database database = test_database();
  pqxx::work work(database.connection.sql());
  CopyReader rows(database.connection,
                  "SELECT -3::bigint, 7::integer, -2::smallint, NULL::integer, '\\x00ff'::bytea "
                  "UNION ALL SELECT 1, 2, 3, 4, ''");
  REQUIRE(has_next(rows));
  CHECK(rows.number(0) == -3);
  CHECK(rows.number(1) == 7);
  CHECK(rows.number(2) == -2);
  CHECK(!rows.field(3).has_value());
  CHECK(rows.number(3) == 0);
  const ByteSpan bytes = rows.bytes(4);
  CHECK(Bytes(bytes.begin(), bytes.end()) == Bytes{0, 255});
  CHECK(!rows.field(5).has_value());
  REQUIRE(has_next(rows));
  CHECK(rows.number(3) == 4);
  CHECK(rows.bytes(4).empty());
  CHECK(!has_next(rows));
  CHECK(!has_next(rows));
}

TEST_CASE("a query without rows, and a reader that is left early, leave the connection usable") {
  Database database = test_database();
  {
    CopyReader none(database.connection, "SELECT 1 WHERE false");
    CHECK(!has_next(none));
    CopyReader many(database.connection, "SELECT n FROM generate_series(1, 3000000) AS n");
    CHECK(has_next(many));
  }
  pqxx::work work(database.connection.sql());
  CHECK(work.exec("SELECT 5")[0][0].as<int>() == 5);
}

TEST_CASE("what the server says about a wrong or failing query is told") {
  Database database = test_database();
  CopyReader wrong(database.connection, "SELECT nothing_like_this");
  const auto refused = wrong.next();
  REQUIRE(!refused.has_value());
  CHECK(refused.error().kind == ErrorKind::unavailable);
  CHECK(refused.error().what.find("nothing_like_this") != std::string::npos);
  CopyReader failing(database.connection, "SELECT 1 / (3 - n) FROM generate_series(1, 3) AS n");
  Expected<bool> row = true;
  while (row.has_value() && *row) row = failing.next();
  REQUIRE(!row.has_value());
  CHECK(row.error().what.find("division by zero") != std::string::npos);
}
