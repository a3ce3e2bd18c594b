// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <cstdio>

#include "core/ops/progress.hpp"

namespace apsis {
namespace {

TEST_CASE("a progress line tells how far the work is") {
  CHECK(progress_line("replay", "slots", 50, 200, 2, "epoch 3", true) ==
        "replay [######..................] 50 of 200 slots, 25.0%, 25/s, epoch 3");
  CHECK(progress_line("replay", "slots", 50, 200, 0, "", false) == "replay 50 of 200 slots, 25.0%");
  CHECK(progress_line("replay", "slots", 50, 0, 2, "", true) == "replay 50 slots, 25/s");
  CHECK(progress_line("replay", "slots", 300, 200, 0, "", true) ==
        "replay [########################] 300 of 200 slots, 100.0%");
}

TEST_CASE("outside a terminal a line comes every few seconds and one at the end") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    Progress progress("replay", "slots", 100, file);
    const auto now = Progress::Clock::now();
    progress.update_at(now, 1, "");
    progress.update_at(now + std::chrono::seconds(6), 50, "");
    progress.update_at(now + std::chrono::seconds(7), 60, "");
    progress.finish(100, "done");
  }
  std::rewind(file);
  std::array<char, 512> buffer{};
  const std::string text(buffer.data(), std::fread(buffer.data(), 1, buffer.size(), file));
  std::fclose(file);
  CHECK(text.find("replay 1 of") == std::string::npos);
  CHECK(text.find("replay 50 of 100 slots") != std::string::npos);
  CHECK(text.find("replay 60 of") == std::string::npos);
  CHECK(text.find("replay 100 of 100 slots") != std::string::npos);
  CHECK(text.ends_with("done\n"));
}

}  // namespace
}  // namespace apsis
