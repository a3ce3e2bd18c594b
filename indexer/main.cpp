// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <array>
#include <cstdio>
#include <exception>
#include <limits>
#include <string_view>

#include "core/ops/command_line.hpp"
#include "core/ops/log.hpp"
#include "indexer/commands.hpp"
#include "indexer/gaps_command.hpp"
#include "indexer/program.hpp"
#include "indexer/psql_command.hpp"
#include "indexer/rewards_command.hpp"
#include "indexer/status_command.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t validator_index_max = std::numeric_limits<std::uint32_t>::max();

Expected<int> call_status(const Invocation& call) {
  const Settings& settings = call.settings;
  return run_status({.database = settings.text("db"),
                     .json = settings.enabled("--json"),
                     .checksums = settings.enabled("--checksums")});
}

Expected<int> call_rewards(const Invocation& call) {
  const Settings& settings = call.settings;
  const auto validator = settings.count("--validator");
  if (validator && *validator > validator_index_max) {
    return fail(ErrorKind::usage, "a validator index has 32 bits", "--validator");
  }
  return run_rewards({.database = settings.text("db"),
                      .from_epoch = settings.count("--from"),
                      .to_epoch = settings.count("--to"),
                      .validator = validator,
                      .csv = settings.enabled("--csv")});
}

ProofMode proof_mode(const Settings& settings) {
  const std::string& name = settings.text("indexer.prove");
  if (name == "block") return ProofMode::block;
  return name == "era" ? ProofMode::era : ProofMode::epoch;
}

SourceOptions source_options(const Settings& settings) {
  return {.recording = settings.text("indexer.recording"),
          .era = settings.text("indexer.era"),
          .network = settings.text("indexer.network")};
}

EpochRange epoch_range(const Settings& settings) {
  return {settings.count("--from"), settings.count("--to")};
}

Expected<int> call_backfill(const Invocation& call) {
  const Settings& settings = call.settings;
  return run_backfill({.source = source_options(settings),
                       .epochs = epoch_range(settings),
                       .to_slot = settings.count("indexer.to-slot"),
                       .db = settings.text("db"),
                       .track = settings.text("indexer.track"),
                       .metrics = settings.text("--metrics"),
                       .state_dir = settings.text("indexer.state-dir"),
                       .state_every_seconds = *settings.count("indexer.state-every"),
                       .check_signatures = settings.text("--signatures") == "check",
                       .prove = proof_mode(settings)});
}

Expected<int> call_verify(const Invocation& call) {
  const Settings& settings = call.settings;
  return run_verify({.source = source_options(settings),
                     .epochs = epoch_range(settings),
                     .to_slot = settings.count("indexer.to-slot"),
                     .metrics = settings.text("--metrics"),
                     .check_signatures = settings.text("--signatures") == "check",
                     .prove = proof_mode(settings)});
}

Expected<int> call_export(const Invocation& call) {
  const Settings& settings = call.settings;
  const auto directory = settings.required("--era");
  if (!directory) return std::unexpected(directory.error());
  return run_export({.source = {.recording = settings.text("indexer.recording"),
                                .beacon = settings.text("indexer.beacon")},
                     .epochs = epoch_range(settings),
                     .directory = *directory});
}

Expected<int> call_repair(const Invocation& call) {
  const Settings& settings = call.settings;
  return run_repair({.source = {.recording = settings.text("indexer.recording"),
                                .era = settings.text("indexer.era"),
                                .beacon = settings.text("indexer.beacon"),
                                .network = settings.text("indexer.network")},
                     .epochs = epoch_range(settings),
                     .db = settings.text("db"),
                     .check_signatures = settings.text("--signatures") == "check",
                     .prove = proof_mode(settings)});
}

Expected<int> call_gaps(const Invocation& call) {
  const Settings& settings = call.settings;
  return run_gaps({.database = settings.text("db"),
                   .from_epoch = settings.count("--from"),
                   .to_epoch = settings.count("--to"),
                   .json = settings.enabled("--json")});
}

Expected<int> call_follow(const Invocation& call) {
  const Settings& settings = call.settings;
  const auto beacon = settings.required("indexer.beacon");
  if (!beacon) return std::unexpected(beacon.error());
  const bool genesis = settings.text("indexer.from") == "genesis";
  return run_follow({.beacon = *beacon,
                     .from = genesis ? FollowStart::genesis : FollowStart::finalized,
                     .to_slot = settings.count("indexer.to-slot"),
                     .db = settings.text("db"),
                     .track = settings.text("indexer.track"),
                     .metrics = settings.text("indexer.metrics"),
                     .checkpoint = settings.text("indexer.checkpoint"),
                     .allow_old_checkpoint = settings.enabled("--allow-old-checkpoint"),
                     .state_dir = settings.text("indexer.state-dir"),
                     .state_every_seconds = *settings.count("indexer.state-every"),
                     .until_final = settings.enabled("--until-final"),
                     .check_signatures = settings.text("indexer.signatures") == "check",
                     .prove = proof_mode(settings)});
}

Expected<int> call_psql(const Invocation& call) {
  return run_psql({.database = call.settings.text("db"), .arguments = call.operands});
}

struct Command {
  std::string_view name;
  Expected<int> (*call)(const Invocation&);
};

constexpr std::array<Command, 9> command_table = {{{"backfill", call_backfill},
                                                   {"verify", call_verify},
                                                   {"export", call_export},
                                                   {"follow", call_follow},
                                                   {"gaps", call_gaps},
                                                   {"repair", call_repair},
                                                   {"status", call_status},
                                                   {"rewards", call_rewards},
                                                   {"psql", call_psql}}};

Expected<int> run(const Invocation& call) {
  auto started = start_log(call.settings.text("log.format"), call.settings.text("log.level"));
  if (!started) return std::unexpected(started.error());
  for (const Command& command : command_table) {
    if (command.name == call.command) return command.call(call);
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
