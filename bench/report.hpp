// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace apsis {

/// How large a made-up registry is.
struct BenchSize {
  std::size_t validators = 2'000'000;  ///< entries of the registry
  std::size_t active = 1'000'000;      ///< of them active
};

/// Prints figures, a line each, and remembers which floors were missed and which results differed.
class BenchReport {
 public:
  /// A measured figure; with `floor` the most that is allowed.
  void figure(std::string_view name, double value, std::string_view unit,
              std::optional<double> floor = std::nullopt);
  /// A fast path beside its plain twin: both times, their ratio, and whether the results agree.
  void twin(std::string_view name, double fast_ms, double plain_ms, bool equal);
  /// Whether a result is what it must be, whatever the time.
  void expect(std::string_view what, bool right);

  int floors_missed() const { return floors_missed_; }
  int wrong() const { return wrong_; }

 private:
  int floors_missed_ = 0;
  int wrong_ = 0;
};

/// Milliseconds of processor time that this process has taken, all threads and the kernel's work
/// for it together: the wall clock's time on one quiet core, and the same on a busy machine.
class Stopwatch {
 public:
  double ms() const { return now_ms() - start_ms_; }

 private:
  static double now_ms();

  double start_ms_ = now_ms();
};

/// Best time of `runs` calls, milliseconds: what disturbs a run only makes it slower.
template <class Function>
double best_ms(int runs, Function function) {
  double best = 0;
  for (int i = 0; i < runs; ++i) {
    const Stopwatch watch;
    function();
    const double ms = watch.ms();
    if (i == 0 || ms < best) best = ms;
  }
  return best;
}

}  // namespace apsis
