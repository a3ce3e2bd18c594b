// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ops/shutdown.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>

#include "core/check.hpp"

namespace apsis {
namespace {

constexpr std::array<int, 2> watched = {SIGTERM, SIGINT};
constexpr char byte_signal = 's';
constexpr char byte_end = 'e';

// A signal handler can reach nothing but globals.
std::atomic<int> signals_seen{0};
std::atomic<bool> alive{false};
std::array<int, 2> wake_pipe{-1, -1};

void on_signal(int signal) {
  if (signals_seen.fetch_add(1) > 0) _exit(128 + signal);
  [[maybe_unused]] const auto written = write(wake_pipe[1], &byte_signal, 1);
}

void set_handlers(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  for (const int signal : watched) CHECK(sigaction(signal, &action, nullptr) == 0);
}

}  // namespace

Shutdown::Shutdown() {
  CHECK(!alive.exchange(true));
  signals_seen = 0;
  CHECK(pipe2(wake_pipe.data(), O_CLOEXEC) == 0);
  // request_stop takes locks, which a handler may not: a thread reads the handler's byte.
  watcher_ = std::thread([this] {
    char byte = 0;
    while (read(wake_pipe[0], &byte, 1) == 1 && byte == byte_signal) source_.request_stop();
  });
  set_handlers(on_signal);
}

Shutdown::~Shutdown() {
  set_handlers(SIG_DFL);
  CHECK(write(wake_pipe[1], &byte_end, 1) == 1);
  watcher_.join();
  for (const int end : wake_pipe) close(end);
  alive = false;
}

}  // namespace apsis
