// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "tests/sim/beacon_server.hpp"

namespace {

volatile std::sig_atomic_t stop_asked = 0;

extern "C" void on_signal(int) {
  stop_asked = 1;
}

int give_up(const apsis::Error& error) {
  fmt::print(stderr, "recording-server: {}\n", error.text());
  return apsis::exit_status(error.kind);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Serves a recorded chain through the Beacon API, for tests.", "recording-server");
  std::string directory;
  std::uint16_t port = 0;
  std::vector<std::string> faults;
  std::optional<std::uint64_t> head;
  std::uint64_t pace_ms = 0;
  app.add_option("DIR", directory, "directory of an unpacked recording")->required();
  app.add_option("--port", port, "port on 127.0.0.1 (0: any free one)");
  app.add_option("--fault", faults,
                 "NAME[xTIMES]@PLACE: NAME a status (404, 500, 503), cut, stall, drip, drop, "
                 "wrong-fork, no-fork, wrong-block, json, tiny, flip; PLACE a slot (its block), "
                 "spec, genesis, state, header, finality, events");
  app.add_option("--head", head, "slot at which the head stands (default: the last)");
  app.add_option("--pace", pace_ms, "milliseconds a slot: the head moves on to the end");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  const auto server = apsis::BeaconServer::start(directory, port);
  if (!server) return give_up(server.error());
  apsis::BeaconServer& node = **server;
  for (const std::string& fault : faults) {
    if (const auto added = node.faults().add(fault); !added) return give_up(added.error());
  }
  if (head) node.set_head(apsis::Slot(*head));
  fmt::print("listening on {}\n", node.url());
  std::fflush(stdout);
  while (stop_asked == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(pace_ms > 0 ? pace_ms : 100));
    if (pace_ms > 0 && node.head() < node.recorded().last_slot()) {
      node.set_head(node.head() + apsis::Slot(1));
    }
  }
  return 0;
}
