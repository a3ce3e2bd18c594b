// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include "tests/sim/execution_server.hpp"

namespace {

volatile std::sig_atomic_t stop_asked = 0;

extern "C" void on_signal(int) {
  stop_asked = 1;
}

int give_up(const apsis::Error& error) {
  fmt::print(stderr, "execution-server: {}\n", error.text());
  return apsis::exit_status(error.kind);
}

struct Options {
  std::string directory;
  std::uint16_t port = 0;
  std::vector<std::string> faults;
  std::optional<std::uint64_t> head;
  std::optional<std::uint64_t> last;
  std::uint64_t pace_ms = 1000;
};

void describe(CLI::App& app, Options& options) {
  app.add_option("DIR", options.directory, "directory of an unpacked recording")->required();
  app.add_option("--port", options.port, "port on 127.0.0.1 (0: any free one)");
  app.add_option("--head", options.head, "number of the head (default: the last block)");
  app.add_option("--to", options.last, "the head moves on to this number");
  app.add_option("--pace", options.pace_ms, "milliseconds a block while it moves");
  app.add_option("--fault", options.faults,
                 "lag=N, chain=ID, pruned=BLOCK, reorg=BLOCK, logs=N, wrong=0xCALLDATA, "
                 "answer=A:C:R, syncing; or STATUS, "
                 "cut, stall, drop, giant, with xTIMES and @METHOD");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Serves a recorded chain through JSON-RPC, for tests.", "execution-server");
  Options options;
  describe(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  const auto server = apsis::ExecutionServer::start(options.directory, options.port);
  if (!server) return give_up(server.error());
  apsis::ExecutionServer& node = **server;
  for (const std::string& fault : options.faults) {
    if (const auto added = node.faults().add(fault); !added) return give_up(added.error());
  }
  if (options.head) node.set_head(*options.head);
  fmt::print("listening on {}\n", node.url());
  std::fflush(stdout);
  const std::uint64_t last = options.last.value_or(node.head());
  while (stop_asked == 0) {
    std::this_thread::sleep_for(
        std::chrono::milliseconds(node.head() < last ? options.pace_ms : 100));
    if (node.head() < last) node.set_head(node.head() + 1);
  }
  for (const std::string& error : node.unanswered()) fmt::print(stderr, "unanswered: {}\n", error);
  return 0;
}
