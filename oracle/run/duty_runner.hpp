// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "oracle/run/duty.hpp"

namespace apsis {

/// What is known of a duty at any time, for metrics and people.
struct DutyView {
  DutyReport report;
  double step_seconds = 0;         ///< of the last step
  std::uint64_t last_success = 0;  ///< Unix time of the last step without an error; 0: none
  std::uint64_t failures = 0;
  std::optional<Error> last_error{};  ///< of the last step, if it failed
};

/// Runs one duty on a thread of its own, so that duties stand beside each other. It is told of each
/// new moment; while a step is under way only the newest one waits. Its resources are made on its
/// own thread, and made anew after a failure that may pass.
class DutyRunner {
 public:
  using Step = std::move_only_function<Expected<DutyReport>(const Moment&)>;
  using MakeStep = std::function<Expected<Step>(std::stop_token)>;

  DutyRunner(std::string name, MakeStep make);
  ~DutyRunner();
  DutyRunner(const DutyRunner&) = delete;
  DutyRunner& operator=(const DutyRunner&) = delete;

  /// Tells of a moment; returns at once.
  void tell(const Moment& moment);
  const std::string& name() const { return name_; }
  DutyView view() const;
  /// True while a moment waits or a step is under way.
  bool is_busy() const;

 private:
  void run(const std::stop_token& stop);
  void one_step(const Moment& moment, const std::stop_token& stop);
  void show(const Moment& moment, const DutyReport& report);

  std::string name_;
  MakeStep make_;
  Step step_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<Moment> next_;
  bool is_stepping_ = false;
  DutyView view_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace apsis
