// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "core/ops/shutdown.hpp"

namespace apsis {
namespace {

constexpr auto patience = std::chrono::seconds(10);

bool stops_in_time(const std::stop_token& token) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!token.stop_requested() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return token.stop_requested();
}

TEST_CASE("SIGTERM and SIGINT ask for a stop") {
  for (const int signal : {SIGTERM, SIGINT}) {
    Shutdown shutdown;
    CHECK(!shutdown.token().stop_requested());
    raise(signal);
    CHECK(stops_in_time(shutdown.token()));
  }
}

TEST_CASE("a second signal ends the process at once") {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    Shutdown shutdown;
    raise(SIGTERM);
    raise(SIGTERM);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 128 + SIGTERM);
}

}  // namespace
}  // namespace apsis
