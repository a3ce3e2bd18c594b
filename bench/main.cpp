// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "bench/benches.hpp"
#include "bench/machine.hpp"

namespace {

using namespace apsis;

struct Bench {
  const char* name;
  Expected<void> (*run)(const BenchSize&, BenchReport&);
};

constexpr Bench benches[] = {{"chain", bench_chain},     {"scale", bench_scale},
                             {"sha256", bench_sha256},   {"roots", bench_roots},
                             {"shuffle", bench_shuffle}, {"interval", bench_interval}};

int run_benches(const std::vector<std::string>& names, const BenchSize& size, bool floors) {
  fmt::print("{}\n{} validators, {} active\n", describe_machine(), size.validators, size.active);
  BenchReport report;
  for (const Bench& bench : benches) {
    if (!names.empty() && std::find(names.begin(), names.end(), bench.name) == names.end()) {
      continue;
    }
    fmt::print("\n== {}\n", bench.name);
    std::fflush(stdout);
    if (const auto done = bench.run(size, report); !done) {
      fmt::print(stderr, "apsis-bench: {}: {}\n", bench.name, done.error().text());
      return exit_status(done.error().kind);
    }
  }
  fmt::print("\n{} floors missed, {} results wrong\n", report.floors_missed(), report.wrong());
  return report.wrong() > 0 || (floors && report.floors_missed() > 0) ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Measures the hot parts at mainnet's size, each beside its plain twin.",
               "apsis-bench");
  BenchSize size;
  std::vector<std::string> known;
  for (const Bench& bench : benches) known.emplace_back(bench.name);
  std::vector<std::string> names;
  bool floors = false;
  app.add_option("NAME", names, "benches to run (default: all)")->check(CLI::IsMember(known));
  app.add_option("--validators", size.validators, "entries of the registry")
      ->check(CLI::Range(1024, 16'000'000))
      ->capture_default_str();
  auto* active = app.add_option("--active", size.active, "active validators (default: half)");
  app.add_flag("--floors", floors, "exit status 1 when a floor is missed");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (active->count() == 0) size.active = size.validators / 2;
  if (size.active < 512 || size.active > size.validators) {
    fmt::print(stderr, "apsis-bench: --active must lie between 512 and the number of validators\n");
    return 2;
  }
  return run_benches(names, size, floors);
}
