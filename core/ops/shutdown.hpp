// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <thread>

namespace apsis {

/// Turns SIGTERM and SIGINT into a stop request while it lives. The first signal asks the program
/// to stop at its next safe point; a second one ends the process at once with status 128 + signal.
/// At most one lives at a time (CHECK). Signal handlers are not inherited by programs that the
/// process starts.
class Shutdown {
 public:
  Shutdown();
  ~Shutdown();
  Shutdown(const Shutdown&) = delete;
  Shutdown& operator=(const Shutdown&) = delete;

  /// Asked by every loop that waits or works long.
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::thread watcher_;
};

}  // namespace apsis
