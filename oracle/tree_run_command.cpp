// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree_run_command.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <condition_variable>
#include <cstdio>
#include <mutex>

#include "core/hex.hpp"
#include "core/ops/shutdown.hpp"
#include "core/pg/database.hpp"
#include "oracle/duties/running_job.hpp"
#include "oracle/ruleset_name.hpp"
#include "oracle/state/text_file.hpp"
#include "oracle/telemetry.hpp"
#include "schema/schema.hpp"

namespace apsis {

namespace {

Expected<RunningStep> one_step(RunningJob& job, const TreeRunCall& call) {
  const Expected<std::string> text = read_text_file(call.snapshot);
  if (!text) return std::unexpected(text.error());
  Expected<RunningStep> step = job.step(*text);
  if (!step) return std::unexpected(within(call.snapshot.string(), step.error()));
  return step;
}

void tell(const RunningStep& step, OracleTelemetry& telemetry) {
  if (!step.stored) return;
  for (std::uint64_t i = step.epochs_added; i-- > 0;) telemetry.epoch_read(*step.epoch - i);
  telemetry.tree_built();
  fmt::print("epoch {}: {} {}{}\n", *step.epoch, step.is_complete ? "final root" : "running root",
             to_hex(step.merkle_root),
             step.epochs_added > 1 ? fmt::format(" ({} epochs read)", step.epochs_added) : "");
  std::fflush(stdout);
}

/// False when the program shall stop.
bool wait(const std::stop_token& stop, std::chrono::seconds time) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

/// A session that was lost is opened anew; what was counted is kept no longer then.
Expected<int> run_session(const TreeRunCall& call, const Ruleset& ruleset,
                          const std::stop_token& stop, OracleTelemetry& telemetry) {
  Expected<Database> database =
      open_database(call.database, schema_migrations(), false,
                    [](const std::string& line) { spdlog::info("{}", line); });
  if (!database) return std::unexpected(database.error());
  RunningJob job(database->connection, ruleset);
  do {
    const Expected<RunningStep> step = one_step(job, call);
    if (step) {
      telemetry.ready();
      tell(*step, telemetry);
      if (call.once && !step->epoch)
        return fail(ErrorKind::unavailable, "no epoch of the interval is stored and final yet",
                    call.snapshot.string(), "let apsis-indexer store it");
    } else {
      if (call.once || step.error().kind == ErrorKind::unavailable)
        return std::unexpected(step.error());
      telemetry.error_seen(step.error().kind);
      spdlog::error("{}", step.error().text());
    }
  } while (!call.once && wait(stop, call.poll));
  return 0;
}

}  // namespace

Expected<int> run_tree_run(const TreeRunCall& call) {
  const Expected<const Ruleset*> ruleset = ruleset_named(call.ruleset);
  if (!ruleset) return std::unexpected(ruleset.error());
  const auto telemetry = OracleTelemetry::start(call.metrics);
  if (!telemetry) return std::unexpected(telemetry.error());
  const Shutdown shutdown;
  while (true) {
    const Expected<int> status = run_session(call, **ruleset, shutdown.token(), **telemetry);
    if (status || call.once) return status;
    (*telemetry)->error_seen(status.error().kind);
    spdlog::error("{}; trying again", status.error().text());
    if (!wait(shutdown.token(), call.poll)) return 0;
  }
}

}  // namespace apsis
