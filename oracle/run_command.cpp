// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run_command.hpp"

#include <spdlog/spdlog.h>

#include "core/hex.hpp"
#include "core/ops/shutdown.hpp"
#include "oracle/node_settings.hpp"
#include "oracle/run/head_signal.hpp"
#include "oracle/telemetry.hpp"
#include "schema/schema.hpp"

namespace apsis {

namespace {

Expected<std::optional<Bytes20>> voter_of(const Settings& settings) {
  const std::string text = settings.text("oracle.voter");
  if (text.empty()) return std::nullopt;
  const auto address = array_from_hex<20>(text);
  if (!address) return fail(ErrorKind::usage, "is not an address (20 bytes in hex)", "--voter");
  return *address;
}

/// Opens the wallet, if there is one, and makes its account the voter.
Expected<std::optional<Signer>> open_signer(RunCall& call) {
  if (call.wallet.is_none()) {
    if (call.settings.is_armed)
      return fail(ErrorKind::usage, "needs a wallet or a remote signer", "--arm");
    return std::nullopt;
  }
  Expected<Signer> signer = Signer::open(call.wallet);
  if (!signer) return std::unexpected(signer.error());
  call.settings.voter = signer->address();
  return std::move(*signer);
}

void tell_start(const RunSettings& settings) {
  spdlog::info("{}: chain {}, {} execution nodes, beacon node {}", settings.network.name,
               settings.network.chain_id, settings.execution.size(), settings.beacon.redacted());
  if (!settings.voter)
    spdlog::info("no voter: watching the votes of all members");
  else
    spdlog::info("voter {}: {}", to_hex(*settings.voter),
                 settings.is_armed ? "armed" : "dry run, nothing is signed or sent (--arm)");
}

/// Steps at each head until a signal. Failures are told once and tried again.
void follow(OracleRun& run, const RunSettings& settings, OracleTelemetry& telemetry,
            const std::stop_token& stop) {
  HeadSignal signal(settings.beacon, settings.network.seconds_per_slot);
  std::string last_error;
  do {
    const Expected<void> step = run.step();
    if (step) {
      telemetry.ready();
      last_error.clear();
      continue;
    }
    if (stop.stop_requested()) return;  // what was under way was broken off
    telemetry.error_seen(step.error().kind);
    if (step.error().text() != last_error) spdlog::error("{}", step.error().text());
    last_error = step.error().text();
  } while (signal.wait(stop));
}

}  // namespace

Expected<RunCall> read_run_call(const Settings& settings) {
  RunCall out;
  auto network = load_network(settings.text("oracle.network"));
  if (!network) return std::unexpected(network.error());
  out.settings.network = std::move(*network);
  auto nodes = execution_nodes_of(settings);
  if (!nodes) return std::unexpected(nodes.error());
  out.settings.execution = std::move(*nodes);
  const auto beacon = settings.required("oracle.beacon");
  if (!beacon) return std::unexpected(beacon.error());
  auto beacons = parse_nodes(*beacon);
  if (!beacons) return std::unexpected(within("--beacon", beacons.error()));
  out.settings.beacon = beacons->front().url;
  out.settings.validator_nodes = std::move(*beacons);
  out.settings.takes_snapshots = settings.text("oracle.take") != "off";
  const auto voter = voter_of(settings);
  if (!voter) return std::unexpected(voter.error());
  out.settings.voter = *voter;
  out.settings.database = settings.text("db");
  out.settings.snapshots = settings.text("oracle.snapshots");
  out.settings.trees = settings.text("oracle.trees");
  out.settings.is_armed = settings.enabled("--arm");
  out.settings.stop_at_unusual = settings.text("oracle.unusual") != "vote";
  const auto fees =
      read_fee_rules({.priority_fee_gwei = settings.text("oracle.tip_gwei"),
                      .max_fee_cap_gwei = settings.text("oracle.max_fee_gwei"),
                      .cost_cap_eth = settings.text("oracle.max_transaction_eth"),
                      .daily_cap_eth = settings.text("oracle.max_daily_spend_eth"),
                      .l2_daily_cap_eth = settings.text("oracle.l2_max_daily_spend_eth")});
  if (!fees) return std::unexpected(fees.error());
  out.settings.rules.fees = *fees;
  auto l2 = l2_places(settings.text("oracle.l2"), out.settings.network);
  if (!l2) return std::unexpected(l2.error());
  out.settings.l2 = std::move(*l2);
  out.wallet = {.file = settings.text("oracle.wallet"),
                .password_file = settings.text("oracle.wallet_password"),
                .remote_url = settings.text("oracle.remote_signer"),
                .remote_token_file = settings.text("oracle.remote_signer_token"),
                .address = *voter};
  out.metrics = settings.text("--metrics");
  return out;
}

Expected<int> run_oracle(RunCall call) {
  Expected<std::optional<Signer>> signer = open_signer(call);
  if (!signer) return std::unexpected(signer.error());
  const auto telemetry = OracleTelemetry::start(call.metrics);
  if (!telemetry) return std::unexpected(telemetry.error());
  const Shutdown shutdown;
  Expected<Database> database =
      open_database(call.settings.database, schema_migrations(), true,
                    [](const std::string& line) { spdlog::info("{}", line); });
  if (!database) return std::unexpected(database.error());
  tell_start(call.settings);
  OracleRun run(call.settings, std::move(*database), *signer ? &**signer : nullptr,
                (*telemetry)->metrics(), shutdown.token());
  if (const auto checked = run.check_nodes(); !checked) {
    // A node that is away may come back; one on another chain never will.
    if (checked.error().kind != ErrorKind::unavailable) return std::unexpected(checked.error());
    spdlog::error("{}", checked.error().text());
  }
  follow(run, call.settings, **telemetry, shutdown.token());
  spdlog::info("stopped");
  return 0;
}

}  // namespace apsis
