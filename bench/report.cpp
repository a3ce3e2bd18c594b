// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "bench/report.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <ctime>

namespace apsis {

double Stopwatch::now_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void BenchReport::figure(std::string_view name, double value, std::string_view unit,
                         std::optional<double> floor) {
  std::string verdict;
  if (floor) {
    const bool missed = value > *floor;
    if (missed) ++floors_missed_;
    verdict = fmt::format("  floor {:g}: {}", *floor, missed ? "MISSED" : "ok");
  }
  fmt::print("{:<44} {:>12.3f} {}{}\n", name, value, unit, verdict);
  std::fflush(stdout);
}

void BenchReport::twin(std::string_view name, double fast_ms, double plain_ms, bool equal) {
  fmt::print("{:<44} {:>12.3f} ms  plain twin {:.3f} ms, ratio {:.2f}\n", name, fast_ms, plain_ms,
             fast_ms > 0 ? plain_ms / fast_ms : 0);
  std::fflush(stdout);
  expect(fmt::format("{}: both give the same", name), equal);
}

void BenchReport::expect(std::string_view what, bool right) {
  if (right) return;
  ++wrong_;
  fmt::print("WRONG: {}\n", what);
  std::fflush(stdout);
}

}  // namespace apsis
