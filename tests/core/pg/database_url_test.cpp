// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/database_url.hpp"

#include <doctest/doctest.h>

#include "core/pg/connection.hpp"
#include "core/pg/database.hpp"

using namespace apsis;

TEST_CASE("--db names a folder, a URL or a connection text") {
  CHECK(parse_database_target("embedded:./x")->directory == "./x");
  CHECK(parse_database_target(default_database)->embedded);
  const auto url = parse_database_target("postgresql://ann:s%40p@db.example:5433/rewards");
  REQUIRE(url.has_value());
  CHECK(!url->embedded);
  CHECK(url->password == "s@p");
  CHECK(url->shown == "postgresql://ann@db.example:5433/rewards");
  CHECK(url->conninfo.find("password='s@p'") != std::string::npos);
  CHECK(parse_database_target("host=/run/pg dbname=x")->shown == "postgresql:///run/pg/x");
  CHECK(conninfo_pair("dbname", "a'b\\c") == "dbname='a\\'b\\\\c'");
}

TEST_CASE("a --db that cannot be read is refused without showing its password") {
  for (const char* text : {"embedded:", "", "mysql", "postgresql://ann:hush/hush@host/db",
                           "postgres://ann:hu@sh@host:5x/db", "postgresql://ann:hush%zz@host/db",
                           "host=x password=hush colour=red"}) {
    CAPTURE(text);
    const auto target = parse_database_target(text);
    REQUIRE(!target.has_value());
    CHECK(target.error().kind == ErrorKind::usage);
    CHECK(target.error().text().find("hu") == std::string::npos);
    CHECK(!target.error().remedy.empty());
  }
}

TEST_CASE(
    "a server that does not answer is an error that can be tried again, without the password") {
  for (const char* text : {"postgresql://ann:hushhush@127.0.0.1:1/db",
                           "postgresql://ann:hushhush@no-such-host.invalid/db",
                           "host=/nowhere user=ann password=hushhush"}) {
    CAPTURE(text);
    const auto database = open_database(text, {}, true);
    REQUIRE(!database.has_value());
    CHECK(database.error().kind == ErrorKind::unavailable);
    CHECK(database.error().text().find("hushhush") == std::string::npos);
    CHECK(database.error().text().find("ann@") != std::string::npos);
  }
  CHECK(without_secret("say hush, hush!", "hush") == "say ***, ***!");
}
