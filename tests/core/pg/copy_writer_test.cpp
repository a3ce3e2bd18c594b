// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/copy_writer.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "core/pg/database.hpp"
#include "tests/core/pg/test_server.hpp"

using namespace apsis;

namespace {

Database open_with_table() {
  auto database = open_database(new_test_database(), {}, false);
  REQUIRE(database.has_value());
  pqxx::nontransaction(database->connection.sql())
      .exec(
          "CREATE TABLE t (a bigint, b integer, c text, d bytea, e boolean, f bigint[], "
          "g integer[], h smallint[])");
  return std::move(*database);
}

std::string rows_of(Database& database) {
  pqxx::nontransaction query(database.connection.sql());
  return query.exec("SELECT coalesce(string_agg(t::text, ';' ORDER BY a), '') FROM t")[0][0]
      .c_str();
}

}  // namespace

TEST_CASE("every kind of field arrives as it was written") {
  Database database = open_with_table();
  constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  {
    pqxx::work transaction(database.connection.sql());
    transaction.exec("SELECT 1");
    CopyWriter rows(database.connection, "t", "a,b,c,d,e,f,g,h");
    rows.row();
    rows.bigint(lowest);
    rows.integer(-7);
    rows.text("a\"b");
    rows.bytea(Bytes{0, 255});
    rows.boolean(true);
    rows.bigint_array(std::vector<std::int64_t>{lowest, 0, 5});
    rows.integer_array_with_nulls(std::vector<std::int32_t>{-1, 3});
    rows.smallint_array(std::vector<std::int16_t>{-2});
    rows.row();
    rows.epoch_or_null(~std::uint64_t{0});
    for (int i = 0; i < 4; ++i) rows.null();
    rows.bigint_array({});
    rows.integer_array({});
    rows.null();
    const auto done = rows.finish();
    REQUIRE_MESSAGE(done.has_value(), done.error().text());
    transaction.commit();
  }
  CHECK(rows_of(database) ==
        "(-9223372036854775808,-7,\"a\"\"b\",\"\\\\x00ff\",t,\"{-9223372036854775808,0,5}\",\"{"
        "NULL,3}\",{-2});"
        "(,,,,,{},{},)");
}

TEST_CASE("more rows than one chunk holds arrive, too") {
  Database database = open_with_table();
  const std::vector<std::int64_t> values(1000, 1);
  {
    pqxx::work transaction(database.connection.sql());
    transaction.exec("SELECT 1");
    CopyWriter rows(database.connection, "t", "a,f");
    for (std::int64_t i = 0; i < 1000; ++i) {
      rows.row();
      rows.bigint(i);
      rows.bigint_array(values);
    }
    REQUIRE(rows.finish().has_value());
    transaction.commit();
  }
  pqxx::nontransaction query(database.connection.sql());
  CHECK(query.exec("SELECT sum(a * cardinality(f)) FROM t")[0][0].as<long>() == 499500000);
}

TEST_CASE("an error in a COPY is told at its end and the session can go on") {
  Database database = open_with_table();
  const auto attempt = [&](auto&& fill) {
    pqxx::work transaction(database.connection.sql());
    transaction.exec("SELECT 1");
    CopyWriter rows(database.connection, "t", "a,b");
    fill(rows);
    return rows.finish();
  };
  const auto too_large = attempt([](CopyWriter& rows) {
    rows.row();
    rows.unsigned_bigint(std::uint64_t{1} << 63);
    rows.null();
  });
  REQUIRE(!too_large.has_value());
  CHECK(too_large.error().kind == ErrorKind::invalid);
  const auto short_row = attempt([](CopyWriter& rows) {
    rows.row();
    rows.bigint(1);
  });
  REQUIRE(!short_row.has_value());
  CHECK(short_row.error().kind == ErrorKind::unavailable);
  {
    pqxx::work transaction(database.connection.sql());
    transaction.exec("SELECT 1");
    CopyWriter rows(database.connection, "no_such_table", "a");
    rows.row();
    rows.bigint(1);
    const auto missing = rows.finish();
    REQUIRE(!missing.has_value());
    CHECK(missing.error().text().find("no_such_table") != std::string::npos);
  }
  {
    pqxx::work transaction(database.connection.sql());
    transaction.exec("SELECT 1");
    CopyWriter cancelled(database.connection, "t", "a,b");
    cancelled.row();
  }
  CHECK(rows_of(database).empty());
}
