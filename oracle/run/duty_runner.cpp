// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/duty_runner.hpp"

#include <spdlog/spdlog.h>

#include <chrono>

#include "oracle/run/duty_round.hpp"

namespace apsis {

DutyRunner::DutyRunner(std::string name, MakeStep make)
    : name_(std::move(name)),
      make_(std::move(make)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

DutyRunner::~DutyRunner() = default;

void DutyRunner::tell(const Moment& moment) {
  const std::lock_guard lock(mutex_);
  next_ = moment;
  changed_.notify_all();
}

DutyView DutyRunner::view() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

bool DutyRunner::is_busy() const {
  const std::lock_guard lock(mutex_);
  return next_.has_value() || is_stepping_;
}

void DutyRunner::run(const std::stop_token& stop) {
  while (true) {
    std::optional<Moment> moment;
    {
      std::unique_lock lock(mutex_);
      is_stepping_ = false;
      if (!changed_.wait(lock, stop, [this] { return next_.has_value(); })) return;
      moment.swap(next_);
      is_stepping_ = true;
    }
    one_step(*moment, stop);
  }
}

void DutyRunner::show(const Moment& moment, const DutyReport& report) {
  const bool is_new = report.state != view_.report.state || report.subject != view_.report.subject;
  if (is_new)
    spdlog::info("{}: {} (subject {})", name_, duty_state_name(report.state), report.subject);
  if (!report.text.empty() && report.text != view_.report.text)
    spdlog::info("{}: {}", name_, report.text);
  for (const VoteDifference& difference : report.differences)
    spdlog::warn("{} {}: {} ({} of {} votes for ours)", name_, report.subject,
                 difference_line(moment, difference.member, difference.reasons),
                 report.votes_for_ours, report.votes_needed);
  if (is_new && report.state == DutyState::diverged)
    spdlog::error("{} {}: a quorum voted for other values than ours", name_, report.subject);
}

void DutyRunner::one_step(const Moment& moment, const std::stop_token& stop) {
  const auto start = std::chrono::steady_clock::now();
  Expected<DutyReport> report = [&]() -> Expected<DutyReport> {
    // Libraries throw; nothing may pass the edge of a thread.
    try {
      if (!step_) {
        Expected<Step> made = make_(stop);
        if (!made) return std::unexpected(made.error());
        step_ = std::move(*made);
      }
      return step_(moment);
    } catch (const std::exception& error) {
      return fail(ErrorKind::unavailable, error.what(), name_);
    }
  }();
  if (stop.stop_requested()) return;  // what was under way was broken off: no news
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  if (report) show(moment, *report);
  if (!report && (!view_.last_error || view_.last_error->text() != report.error().text()))
    spdlog::error("{}: {}", name_, report.error().text());
  if (!report && report.error().kind == ErrorKind::unavailable) step_ = nullptr;
  const std::lock_guard lock(mutex_);
  view_.step_seconds = taken.count();
  if (report) {
    view_.report = std::move(*report);
    view_.last_success = moment.now;
    view_.last_error.reset();
    return;
  }
  ++view_.failures;
  view_.report.state = DutyState::failed;
  view_.last_error = report.error();
}

}  // namespace apsis
