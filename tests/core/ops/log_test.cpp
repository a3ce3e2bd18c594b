// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/chrono.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/ops/log.hpp"

namespace apsis {
namespace {

/// What `work` writes to stderr.
std::string stderr_of(const std::function<void()>& work) {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  std::fflush(stderr);
  const int kept = dup(STDERR_FILENO);
  dup2(fileno(file), STDERR_FILENO);
  work();
  std::fflush(stderr);
  dup2(kept, STDERR_FILENO);
  close(kept);
  std::rewind(file);
  std::string out;
  std::array<char, 4096> buffer;
  std::size_t count = 0;
  while ((count = std::fread(buffer.data(), 1, buffer.size(), file)) > 0) {
    out.append(buffer.data(), count);
  }
  std::fclose(file);
  return out;
}

TEST_CASE("a log line for people has time, level and text without credentials") {
  const auto out = stderr_of([] {
    REQUIRE(start_log("human", "info").has_value());
    spdlog::info("connected to {}", "postgresql://me:secret@localhost/x");
    spdlog::debug("not shown");
  });
  CHECK(out.find("info") != std::string::npos);
  CHECK(out.find("postgresql://***@localhost/x\n") != std::string::npos);
  CHECK(out.find("secret") == std::string::npos);
  CHECK(out.find("not shown") == std::string::npos);
}

TEST_CASE("a JSON log line is one object, whatever bytes the text holds") {
  const auto out = stderr_of([] {
    REQUIRE(start_log("json", "debug").has_value());
    spdlog::warn("quote \" newline \n byte \xff password=abc");
  });
  const auto line = nlohmann::json::parse(out);
  CHECK(line.at("level") == "warning");
  CHECK(line.at("message").get<std::string>().ends_with("password=***"));
  const auto time = line.at("time").get<std::string>();
  CHECK(time.size() == 24);
  // UTC, whatever the machine's time zone is; the hour may turn while the test runs.
  const auto now = std::time(nullptr);
  const bool same_hour = time.starts_with(fmt::format("{:%Y-%m-%dT%H}", fmt::gmtime(now))) ||
                         time.starts_with(fmt::format("{:%Y-%m-%dT%H}", fmt::gmtime(now - 60)));
  CHECK(same_hour);
  CHECK(out.find('\n') == out.size() - 1);
}

TEST_CASE("an unknown log format or level is refused") {
  CHECK(start_log("xml", "info").error().where == "--log-format");
  CHECK(start_log("human", "loud").error().where == "--log-level");
  CHECK(start_log("human", "off").has_value());
}

}  // namespace
}  // namespace apsis
