// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <array>
#include <cstdio>
#include <exception>
#include <string_view>

#include "core/ops/command_line.hpp"
#include "core/ops/log.hpp"
#include "indexer/commands.hpp"
#include "indexer/program.hpp"

namespace apsis {
namespace {

Expected<int> call_status(const Settings& settings) {
  return run_status({.db = settings.text("db"), .json = settings.enabled("--json")});
}

Expected<int> call_rewards(const Settings& settings) {
  return run_rewards({.db = settings.text("db"),
                      .from_epoch = settings.count("--from"),
                      .to_epoch = settings.count("--to"),
                      .validator = settings.count("--validator"),
                      .csv = settings.enabled("--csv")});
}

Expected<int> call_backfill(const Settings& settings) {
  const auto recording = settings.required("indexer.recording");
  if (!recording) return std::unexpected(recording.error());
  return run_backfill({.recording = *recording,
                       .to_slot = settings.count("indexer.to-slot"),
                       .db = settings.text("db"),
                       .track = settings.text("indexer.track"),
                       .metrics = settings.text("--metrics")});
}

Expected<int> call_verify(const Settings& settings) {
  const auto recording = settings.required("indexer.recording");
  if (!recording) return std::unexpected(recording.error());
  return run_verify({.recording = *recording,
                     .to_slot = settings.count("indexer.to-slot"),
                     .metrics = settings.text("--metrics")});
}

Expected<int> call_follow(const Settings& settings) {
  const auto beacon = settings.required("indexer.beacon");
  if (!beacon) return std::unexpected(beacon.error());
  const bool genesis = settings.text("indexer.from") == "genesis";
  return run_follow({.beacon = *beacon,
                     .from = genesis ? FollowStart::genesis : FollowStart::finalized,
                     .to_slot = settings.count("indexer.to-slot"),
                     .db = settings.text("db"),
                     .track = settings.text("indexer.track"),
                     .metrics = settings.text("indexer.metrics")});
}

struct Command {
  std::string_view name;
  Expected<int> (*call)(const Settings&);
};

constexpr std::array<Command, 5> command_table = {{{"backfill", call_backfill},
                                                   {"verify", call_verify},
                                                   {"follow", call_follow},
                                                   {"status", call_status},
                                                   {"rewards", call_rewards}}};

Expected<int> run(const Invocation& call) {
  auto started = start_log(call.settings.text("log.format"), call.settings.text("log.level"));
  if (!started) return std::unexpected(started.error());
  for (const Command& command : command_table) {
    if (command.name == call.command) return command.call(call.settings);
  }
  return fail(ErrorKind::usage, "unknown command", call.command);
}

}  // namespace
}  // namespace apsis

int main(int argc, char** argv) {
  using namespace apsis;
  // The edge where exceptions of libraries end: nothing was stored half, for an epoch is one
  // transaction.
  try {
    const auto call = read_call(indexer_program(), argc, argv, process_environment);
    if (!call) {
      std::fputs(call.error().text.c_str(), call.error().status == 0 ? stdout : stderr);
      return call.error().status;
    }
    const auto status = run(*call);
    if (status) return *status;
    spdlog::error("{}", status.error().text());
    return exit_status(status.error().kind);
  } catch (const std::exception& error) {
    spdlog::error("{}", error.what());
    return exit_status(ErrorKind::unavailable);
  }
}
