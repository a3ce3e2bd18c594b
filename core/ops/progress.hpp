// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace apsis {

/// Shows how far a long piece of work is: a bar that is redrawn on a terminal, a plain line every
/// few seconds elsewhere.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  /// `title` names the work, `unit` what is counted ("slots"). `total` 0: no end is known.
  Progress(std::string title, std::string unit, std::uint64_t total, std::FILE* out = stderr);
  /// Ends the line of the bar.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` units are done; `note` is shown behind the numbers. Cheap: most calls print nothing.
  void update(std::uint64_t done, std::string_view note = {}) {
    update_at(Clock::now(), done, note);
  }
  /// The same at a given time.
  void update_at(Clock::time_point now, std::uint64_t done, std::string_view note);
  /// Prints the last state whatever the time.
  void finish(std::uint64_t done, std::string_view note = {});
  /// Sets another end, when it moves (a chain's head).
  void set_total(std::uint64_t total) { total_ = total; }

 private:
  void print(Clock::time_point now, std::uint64_t done, std::string_view note);

  std::string title_;
  std::string unit_;
  std::uint64_t total_;
  std::FILE* out_;
  bool terminal_;
  bool line_open_ = false;
  Clock::time_point start_;
  Clock::time_point next_;
};

/// One state of a progress bar, without line ends: "title [####....] 12 of 690 slots, 1.7%, 120/s".
std::string progress_line(std::string_view title, std::string_view unit, std::uint64_t done,
                          std::uint64_t total, double seconds, std::string_view note, bool bar);

}  // namespace apsis
