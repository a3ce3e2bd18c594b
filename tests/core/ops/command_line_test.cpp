// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/ops/command_line.hpp"
#include "core/ops/version.hpp"
#include "tests/core/ops/sample_program.hpp"

namespace apsis {
namespace {

std::expected<Invocation, EarlyExit> call(std::vector<const char*> words,
                                          std::map<std::string, std::string> variables = {}) {
  words.insert(words.begin(), "sample");
  return read_call(test::sample_program, static_cast<int>(words.size()), words.data(),
                   [&](const std::string& name) -> std::optional<std::string> {
                     const auto found = variables.find(name);
                     return found == variables.end() ? std::nullopt : std::optional(found->second);
                   });
}

TEST_CASE("a call gives the command with its settings") {
  const auto read = call({"run", "--to-slot", "12", "--csv"});
  REQUIRE(read.has_value());
  CHECK(read->command == "run");
  CHECK(read->settings.count("run.to-slot") == 12);
  CHECK(read->settings.enabled("--csv"));
  CHECK(!read->settings.enabled("run.strict"));
}

TEST_CASE("a command of two words takes operands") {
  const auto read = call({"tree", "build", "a.json", "b.json", "--db", "x"});
  REQUIRE(read.has_value());
  CHECK(read->command == "tree build");
  CHECK(read->operands == std::vector<std::string>{"a.json", "b.json"});
  CHECK(read->settings.text("db") == "x");
}

TEST_CASE("every mistake in a call ends with status 2 and says what is wrong") {
  const auto status = [](std::vector<const char*> words) {
    const auto read = call(std::move(words));
    REQUIRE(!read.has_value());
    CHECK(read.error().text.starts_with("sample: "));
    return read.error().status;
  };
  CHECK(status({}) == 2);
  CHECK(status({"walk"}) == 2);
  CHECK(status({"run", "--no-such-flag"}) == 2);
  CHECK(status({"run", "--to-slot"}) == 2);
  CHECK(status({"run", "--to-slot", "x"}) == 2);
  CHECK(status({"tree"}) == 2);
  CHECK(status({"tree", "build"}) == 2);
  CHECK(status({"run", "operand"}) == 2);
  CHECK(status({"run", "--config", "no-such-folder/apsis.toml"}) == 2);
  CHECK(status({"run", "--to-slot", "1", "--to-slot", "2"}) == 2);
}

TEST_CASE("help, version and configuration are printed with status 0") {
  const auto text = [](std::vector<const char*> words) {
    const auto read = call(std::move(words), {{"APSIS_LOG_FORMAT", "json"}});
    REQUIRE(!read.has_value());
    CHECK(read.error().status == 0);
    return read.error().text;
  };
  CHECK(text({"--help"}).find("A program for tests.") != std::string::npos);
  CHECK(text({"run", "--help"}).find("--to-slot") != std::string::npos);
  CHECK(text({"--version"}).find(version()) != std::string::npos);
  CHECK(text({"--sample-config"}).find("[run]") != std::string::npos);
  CHECK(text({"run", "--print-config"}).find("format = \"json\"  # environment APSIS_LOG_FORMAT") !=
        std::string::npos);
}

TEST_CASE("the configuration file is named by flag or environment") {
  const std::string path =
      std::filesystem::temp_directory_path() / ("apsis-test-" + std::to_string(getpid()) + ".toml");
  std::ofstream(path) << "[run]\nstrict = true\n";
  CHECK(call({"run", "--config", path.c_str()})->settings.enabled("run.strict"));
  CHECK(call({"run"}, {{"APSIS_CONFIG", path}})->settings.enabled("run.strict"));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace apsis
