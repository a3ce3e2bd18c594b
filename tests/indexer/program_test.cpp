// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/program.hpp"

#include <doctest/doctest.h>

#include <set>

#include "core/ops/command_line.hpp"

namespace apsis {
namespace {

std::expected<Invocation, EarlyExit> call(std::vector<const char*> words) {
  words.insert(words.begin(), "apsis-indexer");
  return read_call(indexer_program(), static_cast<int>(words.size()), words.data(),
                   [](const std::string&) { return std::nullopt; });
}

TEST_CASE("apsis-indexer: every documented call is understood") {
  const std::vector<std::vector<const char*>> calls = {
      {"backfill", "--recording", "DIR", "--to-slot", "9", "--db", "embedded:DIR", "--track",
       "all"},
      {"verify", "--recording", "DIR", "--to-slot", "9"},
      {"follow", "--beacon", "http://a,http://b", "--from", "genesis", "--to-slot", "9"},
      {"status", "--db", "postgresql://localhost/apsis", "--json"},
      {"rewards", "--from", "1", "--to", "2", "--validator", "3", "--csv"},
      {"status", "--checksums"},
      {"psql", "--db", "embedded:DIR", "--", "-At", "-c", "SELECT 1"},
      {"psql"},
  };
  for (const auto& words : calls) {
    const auto read = call(words);
    REQUIRE_MESSAGE(read.has_value(), read.error().text);
    CHECK(read->command == words.front());
  }
}

TEST_CASE("apsis-indexer: --from is a start for follow and an epoch for rewards") {
  CHECK(call({"follow", "--from", "genesis"})->settings.text("indexer.from") == "genesis");
  CHECK(call({"rewards", "--from", "7"})->settings.count("--from") == 7);
  CHECK(call({"follow", "--from", "7"}).error().status == 2);
  CHECK(call({"rewards", "--from", "genesis"}).error().status == 2);
}

TEST_CASE("apsis-indexer: words after -- belong to psql") {
  CHECK(call({"psql", "--", "-At", "-c", "SELECT 1"})->operands ==
        std::vector<std::string>{"-At", "-c", "SELECT 1"});
}

TEST_CASE("apsis-indexer: servers listen on this machine alone, and only follow has one unasked") {
  CHECK(call({"follow"})->settings.text("indexer.metrics").starts_with("127.0.0.1:"));
  CHECK(call({"backfill"})->settings.text("--metrics") == "off");
}

TEST_CASE("apsis-indexer: names of options are unique") {
  std::set<std::string_view> seen;
  for (const auto& option : indexer_program().options) {
    CHECK_MESSAGE(seen.insert(name_of(option)).second, name_of(option));
    CHECK(!option.help.empty());
  }
}

}  // namespace
}  // namespace apsis
