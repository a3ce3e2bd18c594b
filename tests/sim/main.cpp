// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "tests/sim/beacon_server.hpp"
#include "tests/sim/head_script.hpp"

namespace {

volatile std::sig_atomic_t stop_asked = 0;

extern "C" void on_signal(int) {
  stop_asked = 1;
}

int give_up(const apsis::Error& error) {
  fmt::print(stderr, "recording-server: {}\n", error.text());
  return apsis::exit_status(error.kind);
}

struct Options {
  std::string directory;
  std::uint16_t port = 0;
  std::vector<std::string> faults;
  std::vector<std::string> forks;
  std::vector<std::string> backs;
  std::optional<std::uint64_t> head;
  std::optional<std::uint64_t> pace_ms;
  std::size_t disconnect_every = 0;
  bool old_topics = false;
};

void describe(CLI::App& app, Options& options) {
  app.add_option("DIR", options.directory, "directory of an unpacked recording")->required();
  app.add_option("--port", options.port, "port on 127.0.0.1 (0: any free one)");
  app.add_option("--fault", options.faults,
                 "NAME[xTIMES]@PLACE: NAME a status (404, 500, 503), cut, stall, drip, drop, "
                 "wrong-fork, no-fork, wrong-block, json, tiny, flip, wrong-root, wrong-signature; "
                 "PLACE a slot (its block), spec, genesis, state, header, root, finality, events");
  app.add_option("--head", options.head, "slot at which the head stands (default: the last)");
  app.add_option("--pace", options.pace_ms,
                 "milliseconds a slot: the head moves on to the end (0: as fast as it can)");
  app.add_option("--fork", options.forks,
                 "PARENT:LAST: behind slot PARENT first show a branch made for the purpose");
  app.add_option("--back", options.backs, "SLOT:DEPTH: from SLOT the head goes back once");
  app.add_option("--disconnect", options.disconnect_every,
                 "cut the event stream after so many moves of the head, again and again");
  app.add_flag("--old-topics", options.old_topics, "refuse the topic head_v2");
}

apsis::Expected<void> prepare(apsis::BeaconServer& node, apsis::HeadScript& script,
                              const Options& options) {
  for (const std::string& fault : options.faults) {
    if (auto added = node.faults().add(fault); !added) return added;
  }
  for (const std::string& fork : options.forks) {
    if (auto added = script.add_fork(fork, options.directory); !added) return added;
  }
  for (const std::string& back : options.backs) {
    if (auto added = script.add_back(back); !added) return added;
  }
  script.disconnect_every(options.disconnect_every);
  if (options.old_topics) node.set_topics({"head", "block", "chain_reorg", "finalized_checkpoint"});
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Serves a recorded chain through the Beacon API, for tests.", "recording-server");
  Options options;
  describe(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  const auto server = apsis::BeaconServer::start(options.directory, options.port);
  if (!server) return give_up(server.error());
  apsis::BeaconServer& node = **server;
  if (options.head) node.set_head(apsis::Slot(*options.head));
  apsis::HeadScript script(node);
  if (const auto ready = prepare(node, script, options); !ready) return give_up(ready.error());
  fmt::print("listening on {}\n", node.url());
  std::fflush(stdout);
  bool moves = options.pace_ms.has_value();
  while (stop_asked == 0) {
    const std::uint64_t pace = moves ? std::max<std::uint64_t>(*options.pace_ms, 1) : 100;
    std::this_thread::sleep_for(std::chrono::milliseconds(pace));
    if (moves) moves = script.step();
  }
  return 0;
}
