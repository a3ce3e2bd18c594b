// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/ops/config_file.hpp"
#include "core/ops/print_config.hpp"
#include "core/ops/redact.hpp"
#include "core/ops/settings.hpp"
#include "tests/core/ops/sample_program.hpp"

namespace apsis {
namespace {

using test::sample_program;

Environment environment_of(std::map<std::string, std::string> values) {
  return [values](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST_CASE("a flag beats the environment, which beats the file, which beats the default") {
  const auto file = parse_config("db = 'file'\n[run]\nto-slot = 5\n", "a.toml", sample_program);
  REQUIRE(file.has_value());
  const auto environment = environment_of({{"APSIS_DB", "env"}, {"APSIS_RUN_TO_SLOT", "6"}});

  const auto none = resolve(sample_program, {}, environment_of({}), {}, "");
  REQUIRE(none.has_value());
  CHECK(none->text("db") == "embedded:./apsis-db");
  CHECK(none->setting("db").origin == "default");
  CHECK(!none->count("run.to-slot").has_value());

  const auto from_file = resolve(sample_program, {}, environment_of({}), *file, "a.toml");
  CHECK(from_file->text("db") == "file");
  CHECK(from_file->setting("run.to-slot").origin == "file a.toml line 3");

  const auto from_environment = resolve(sample_program, {}, environment, *file, "a.toml");
  CHECK(from_environment->text("db") == "env");
  CHECK(from_environment->count("run.to-slot") == 6);
  CHECK(from_environment->setting("db").origin == "environment APSIS_DB");

  const auto from_flag = resolve(sample_program, {{"db", "flag"}}, environment, *file, "a.toml");
  CHECK(from_flag->text("db") == "flag");
  CHECK(from_flag->setting("db").origin == "flag --db");
}

TEST_CASE("a file with an unknown key, section, shape or syntax is refused with its line") {
  const auto refused = [](std::string_view toml) {
    const auto parsed = parse_config(toml, "a.toml", sample_program);
    REQUIRE(!parsed.has_value());
    CHECK(parsed.error().kind == ErrorKind::usage);
    return parsed.error().text();
  };
  CHECK(refused("db = 'x'\ndbb = 'y'\n").starts_with("a.toml line 2: unknown key dbb"));
  CHECK(refused("\n[run]\nslot = 1\n").starts_with("a.toml line 3: unknown key run.slot"));
  CHECK(refused("[walk]\nx = 1\n").starts_with("a.toml line 1: unknown section [walk]"));
  CHECK(refused("db = [1]\n").starts_with("a.toml line 1: db must be text"));
  CHECK(refused("db = 'x'\n\ndb\n").starts_with("a.toml line 3: not TOML"));
  CHECK(refused("\"\" = 1\n").starts_with("a.toml line 1: unknown key"));
  CHECK(refused("[run]\n[run.deep]\nx = 1\n").find("unknown key run.deep") != std::string::npos);
}

TEST_CASE("sections of the other program are left alone") {
  CHECK(parse_config("[other]\nwhatever = 1\n", "a.toml", sample_program).has_value());
}

TEST_CASE("a missing configuration file is an error that names it") {
  const auto read = read_config("no-such-folder/apsis.toml", sample_program);
  REQUIRE(!read.has_value());
  CHECK(read.error().where == "no-such-folder/apsis.toml");
}

TEST_CASE("a value of the wrong kind is refused with its origin") {
  const auto refused = [](const FlagValues& flags, const Environment& environment) {
    const auto settings = resolve(sample_program, flags, environment, {}, "");
    REQUIRE(!settings.has_value());
    return settings.error().text();
  };
  CHECK(refused({{"run.to-slot", "-1"}}, environment_of({})) ==
        "flag --to-slot: run.to-slot must be a whole number, not '-1'");
  CHECK(refused({{"run.to-slot", "18446744073709551616"}}, environment_of({}))
            .starts_with("flag --to-slot"));
  CHECK(refused({}, environment_of({{"APSIS_LOG_FORMAT", "xml"}})) ==
        "environment APSIS_LOG_FORMAT: log.format must be one of human|json, not 'xml'");
  CHECK(refused({}, environment_of({{"APSIS_RUN_STRICT", "yes"}}))
            .starts_with("environment APSIS_RUN_STRICT: run.strict must be true or false"));
}

TEST_CASE("a required value that nobody gave says how to give it") {
  const auto settings = resolve(sample_program, {}, environment_of({{"APSIS_DB", ""}}), {}, "");
  const auto missing = settings->required("db");
  REQUIRE(!missing.has_value());
  CHECK(missing.error().text().find("APSIS_DB") != std::string::npos);
}

TEST_CASE("the sample configuration parses and equals the defaults") {
  const auto file = parse_config(sample_config(sample_program), "sample", sample_program);
  REQUIRE(file.has_value());
  const auto defaults = resolve(sample_program, {}, environment_of({}), {}, "");
  const auto sample = resolve(sample_program, {}, environment_of({}), *file, "sample");
  REQUIRE(sample.has_value());
  for (const auto& option : test::sample_options) {
    const auto name = name_of(option);
    CHECK(sample->text(name) == defaults->text(name));
    CHECK(file->contains(name) == !option.key.empty());
  }
}

TEST_CASE("the printed configuration reads back and hides credentials") {
  const auto environment =
      environment_of({{"APSIS_DB", "postgresql://user:secret@localhost/a\"b\\"}});
  const auto settings = resolve(sample_program, {{"run.to-slot", "7"}}, environment, {}, "");
  const std::string printed = print_config(sample_program, *settings);
  CHECK(printed.find("secret") == std::string::npos);
  CHECK(printed.find("# environment APSIS_DB") != std::string::npos);
  const auto again = parse_config(printed, "printed", sample_program);
  REQUIRE(again.has_value());
  CHECK(again->at("db").text == "postgresql://***@localhost/a\"b\\");
  CHECK(again->at("run.to-slot").text == "7");
}

TEST_CASE("credentials are hidden wherever they stand") {
  CHECK(redact("to postgresql://u:p@w@host/db now") == "to postgresql://***@host/db now");
  CHECK(redact("https://host/path@x") == "https://host/path@x");
  CHECK(redact("https://token@host, http://a:b@c/") == "https://***@host, http://***@c/");
  CHECK(redact("host=x password=abc user=u") == "host=x password=*** user=u");
  CHECK(redact("password='a b' user=u") == "password=*** user=u");
  CHECK(redact("password='open") == "password=***");
  CHECK(redact("http://h/?apikey=abc&x=1") == "http://h/?apikey=***&x=1");
  CHECK(redact("nothing here") == "nothing here");
}

}  // namespace
}  // namespace apsis
