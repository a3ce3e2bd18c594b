// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/text_file.hpp"

#include <doctest/doctest.h>

#include "oracle/state/json_reader.hpp"
#include "tests/core/temporary_folder.hpp"

namespace fs = std::filesystem;

TEST_CASE("a text file is written in one piece and read back") {
  const apsis::TemporaryFolder temporary;
  const fs::path& folder = temporary.path();
  REQUIRE(apsis::write_text_file(folder / "a.json", "{}"));
  CHECK(apsis::read_text_file(folder / "a.json").value() == "{}");
  CHECK(!fs::exists(folder / "a.json.partial"));
  const auto missing = apsis::read_text_file(folder / "b.json");
  REQUIRE(!missing);
  CHECK(missing.error().kind == apsis::ErrorKind::usage);
  const auto nowhere = apsis::write_text_file(folder / "no" / "such" / "c.json", "{}");
  REQUIRE(!nowhere);
  CHECK(nowhere.error().kind == apsis::ErrorKind::unavailable);
}

TEST_CASE("a text that is not JSON is refused") {
  const auto document = apsis::JsonDocument::parse("{\"a\": ");
  REQUIRE(!document);
  CHECK(document.error().kind == apsis::ErrorKind::decode);
}

TEST_CASE("the first problem of a document stays, and later values are defaults") {
  const auto document = apsis::JsonDocument::parse(R"({"a": -1, "b": 2, "c": [1, 2]})");
  REQUIRE(document);
  apsis::JsonProblem problem;
  const apsis::JsonNode root = document->root(problem);
  CHECK(root.at("b").u64() == 2);
  CHECK(root.at("c").items(2).size() == 2);
  CHECK(!root.find("d"));
  CHECK(root.at("a").u64() == 0);
  REQUIRE(problem.first);
  CHECK(problem.first->where == "/a");
  CHECK(root.at("b").u64() == 0);
  root.at("z").text();
  CHECK(problem.first->where == "/a");
}

TEST_CASE("numbers beyond 64 bits need a text, and fit where 256 bits do") {
  const auto document = apsis::JsonDocument::parse(R"({"a": "18446744073709551616"})");
  REQUIRE(document);
  apsis::JsonProblem problem;
  const apsis::JsonNode root = document->root(problem);
  CHECK(root.at("a").big() == (apsis::uint256(1) << 64));
  root.at("a").u64();
  REQUIRE(problem.first);
  CHECK(problem.first->what == "does not fit 64 bits");
}
