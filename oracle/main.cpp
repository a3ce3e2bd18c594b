// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <cstdio>
#include <exception>
#include <limits>
#include <optional>

#include "core/hex.hpp"
#include "core/ops/command_line.hpp"
#include "core/ops/log.hpp"
#include "core/uint256.hpp"
#include "oracle/balances_command.hpp"
#include "oracle/check_command.hpp"
#include "oracle/node_settings.hpp"
#include "oracle/program.hpp"
#include "oracle/run_command.hpp"
#include "oracle/serve_command.hpp"
#include "oracle/snapshot_command.hpp"
#include "oracle/snapshot_take_command.hpp"
#include "oracle/tree_build_command.hpp"
#include "oracle/tree_diff_command.hpp"
#include "oracle/tree_explain_command.hpp"
#include "oracle/tree_fetch_command.hpp"
#include "oracle/tree_run_command.hpp"
#include "oracle/tree_verify_command.hpp"
#include "oracle/votes_command.hpp"
#include "oracle/wallet_command.hpp"

namespace apsis {
namespace {

Expected<IntervalSource> interval_source(const Settings& settings) {
  const auto snapshot = settings.required("--snapshot");
  if (!snapshot) return std::unexpected(snapshot.error());
  return IntervalSource{.ruleset = settings.text("oracle.ruleset"),
                        .snapshot = *snapshot,
                        .duties = settings.text("--duties"),
                        .database = settings.text("db")};
}

Expected<int> call_explain(const Invocation& call) {
  const Settings& settings = call.settings;
  const auto node = settings.required("--node");
  if (!node) return std::unexpected(node.error());
  const Expected<IntervalSource> source = interval_source(settings);
  if (!source) return std::unexpected(source.error());
  return run_tree_explain({.source = *source,
                           .node = *node,
                           .minipool = settings.text("--minipool"),
                           .json = settings.enabled("--json")});
}

Expected<int> call_diff(const Invocation& call) {
  const Settings& settings = call.settings;
  if (call.operands.size() != 2)
    return fail(ErrorKind::usage, "takes two rewards files", "tree diff",
                "apsis-oracle tree diff A B");
  return run_tree_diff({.a = call.operands[0],
                        .b = call.operands[1],
                        .snapshot_a = settings.text("--snapshot-a"),
                        .snapshot_b = settings.text("--snapshot-b"),
                        .json = settings.enabled("--json")});
}

Expected<int> call_build(const Invocation& call) {
  const Settings& settings = call.settings;
  const auto out = settings.required("--out");
  if (!out) return std::unexpected(out.error());
  const Expected<IntervalSource> source = interval_source(settings);
  if (!source) return std::unexpected(source.error());
  return run_tree_build({.source = *source,
                         .out = *out,
                         .compressed = settings.enabled("--compressed"),
                         .metrics = settings.text("--metrics")});
}

RootSource root_source(const Settings& settings) {
  return {.root = settings.text("--root"),
          .execution = settings.text("oracle.execution"),
          .storage = settings.text("oracle.rocket_storage")};
}

Expected<int> call_verify(const Invocation& call) {
  const RootSource root = root_source(call.settings);
  if (auto ok = check_root_source(root); !ok) return std::unexpected(ok.error());
  return run_tree_verify({call.operands.begin(), call.operands.end()}, root);
}

Expected<int> call_fetch(const Invocation& call) {
  const Settings& settings = call.settings;
  const auto out = settings.required("--out");
  if (!out) return std::unexpected(out.error());
  const auto index = settings.count("--index");
  if (!index) return fail(ErrorKind::usage, "needs --index N", "tree fetch");
  return run_tree_fetch({.network = settings.text("oracle.network"),
                         .index = *index,
                         .mirrors = settings.text("oracle.mirrors"),
                         .out = *out,
                         .root = root_source(settings)});
}

Expected<int> call_proof(const Invocation& call) {
  if (call.operands.size() != 2)
    return fail(ErrorKind::usage, "takes a rewards file and an address", "tree proof",
                "apsis-oracle tree proof FILE ADDRESS");
  return run_tree_proof(call.operands[0], call.operands[1]);
}

Expected<int> call_balances(const Invocation& call) {
  const Settings& settings = call.settings;
  if (call.command == "balances diff") {
    if (call.operands.size() == 2) return run_balances_diff(call.operands[0], call.operands[1]);
    return fail(ErrorKind::usage, "takes two reports", "balances diff",
                "apsis-oracle balances diff A B");
  }
  const auto snapshot = settings.required("--snapshot");
  if (!snapshot) return std::unexpected(snapshot.error());
  if (call.command == "balances compute")
    return run_balances_compute({.snapshot = *snapshot, .out = settings.text("--report")});
  return run_balances_explain({.snapshot = *snapshot,
                               .minipool = settings.text("--minipool"),
                               .megapool = settings.text("--megapool"),
                               .node = settings.text("--node")});
}

Expected<int> call_take(const Settings& settings) {
  SnapshotTakeCall out{.database = settings.text("db"),
                       .order = {.slot = settings.count("--slot"),
                                 .block = settings.count("--block"),
                                 .again = settings.enabled("--again")}};
  auto network = load_network(settings.text("oracle.network"));
  if (!network) return std::unexpected(network.error());
  out.network = std::move(*network);
  auto nodes = execution_nodes_of(settings);
  if (!nodes) return std::unexpected(nodes.error());
  out.execution = std::move(*nodes);
  if (const std::string beacon = settings.text("oracle.beacon"); !beacon.empty()) {
    auto beacon_nodes = parse_nodes(beacon);
    if (!beacon_nodes) return std::unexpected(within("--beacon", beacon_nodes.error()));
    out.beacon = std::move(*beacon_nodes);
  }
  return run_snapshot_take(std::move(out));
}

Expected<int> call_snapshot(const Invocation& call) {
  if (call.command == "snapshot take" && call.operands.empty()) return call_take(call.settings);
  const std::string database = call.settings.text("db");
  const std::vector<std::string>& words = call.operands;
  if (call.command == "snapshot show" && words.size() <= 1)
    return run_snapshot_show(database, words.empty() ? "" : words[0]);
  if (call.command == "snapshot export" && words.size() == 2)
    return run_snapshot_export(database, words[0], words[1]);
  if (call.command == "snapshot import" && !words.empty())
    return run_snapshot_import(database, {words.begin(), words.end()});
  if (call.command == "snapshot diff" && words.size() == 2)
    return run_snapshot_diff(database, words[0], words[1]);
  return fail(ErrorKind::usage, "takes other words", call.command,
              "snapshot take | show [NAME] | export NAME FILE | import FILE... | diff A B");
}

Expected<std::uint64_t> number_of(const Settings& settings, std::string_view name,
                                  std::uint64_t least, std::uint64_t most) {
  const auto number = settings.count(name);
  if (number && *number >= least && *number <= most) return *number;
  return fail(ErrorKind::usage,
              "takes a number from " + std::to_string(least) + " to " + std::to_string(most),
              std::string(name));
}

Expected<int> call_run(const Invocation& call) {
  const Settings& settings = call.settings;
  const auto snapshot = settings.required("--snapshot");
  if (!snapshot) return std::unexpected(snapshot.error());
  const auto poll = number_of(settings, "--poll", 1, 3600);
  if (!poll) return std::unexpected(poll.error());
  return run_tree_run({.ruleset = settings.text("oracle.ruleset"),
                       .snapshot = *snapshot,
                       .database = settings.text("db"),
                       .once = settings.enabled("--once"),
                       .poll = std::chrono::seconds(*poll),
                       .metrics = settings.text("--metrics")});
}

Expected<int> call_duties(const Invocation& call) {
  Expected<RunCall> told = read_run_call(call.settings);
  if (!told) return std::unexpected(told.error());
  return call.command == "check" ? run_check(std::move(*told)) : run_oracle(std::move(*told));
}

Expected<int> call_serve(const Invocation& call) {
  const Settings& settings = call.settings;
  const auto rate = number_of(settings, "oracle.rate", 1, 1'000'000);
  if (!rate) return std::unexpected(rate.error());
  return run_serve(
      {.listen = settings.text("oracle.listen"),
       .files = settings.text("oracle.files"),
       .database = settings.text("oracle.serve-db") == "off" ? std::string() : settings.text("db"),
       .cors = settings.text("oracle.cors"),
       .requests_per_minute = *rate,
       .metrics = settings.text("--metrics")});
}

Expected<std::optional<Bytes20>> voter_of(const Settings& settings) {
  const std::string& text = settings.text("oracle.voter");
  if (text.empty()) return std::nullopt;
  const auto address = array_from_hex<20>(text);
  if (!address) return fail(ErrorKind::usage, "is not an address (20 bytes in hex)", "--voter");
  return address;
}

Expected<int> call_wallet(const Invocation& call) {
  const Settings& settings = call.settings;
  const auto voter = voter_of(settings);
  if (!voter) return std::unexpected(voter.error());
  if (call.command == "wallet status")
    return run_wallet_status({.file = settings.text("oracle.wallet"),
                              .password_file = settings.text("oracle.wallet_password"),
                              .remote_url = settings.text("oracle.remote_signer"),
                              .remote_token_file = settings.text("oracle.remote_signer_token"),
                              .address = *voter});
  return run_wallet_import({.from = settings.text("--from-wallet"),
                            .from_password = settings.text("--from-password"),
                            .words = settings.text("--words"),
                            .path = settings.text("--wallet-path"),
                            .index = settings.count("--wallet-index").value_or(0),
                            .to = settings.text("oracle.wallet"),
                            .to_password = settings.text("oracle.wallet_password"),
                            .address = *voter});
}

Expected<int> call_votes(const Invocation& call) {
  const Settings& settings = call.settings;
  const std::string& database = settings.text("db");
  if (call.command == "disarm" || call.command == "arm")
    return run_arming(database, call.command == "disarm", settings.text("--reason"));
  if (call.command == "votes list") {
    const auto count = number_of(settings, "--count", 1, 100'000);
    if (!count) return std::unexpected(count.error());
    return run_votes_list(database, *count, settings.enabled("--open"));
  }
  const auto subject =
      call.operands.size() == 2 ? uint256_from_decimal(call.operands[1]) : std::optional<uint256>();
  if (!subject || *subject > uint256(std::numeric_limits<std::int64_t>::max()))
    return fail(ErrorKind::usage, "takes a duty and a block or interval", call.command,
                "for example: balances 21000000");
  const VoteCall vote{.database = database,
                      .duty = call.operands[0],
                      .subject = static_cast<std::uint64_t>(*subject),
                      .voter = settings.text("oracle.voter"),
                      .reason = settings.text("--reason")};
  return call.command == "votes abandon" ? run_votes_abandon(vote) : run_votes_override(vote);
}

Expected<int> run(const Invocation& call) {
  auto started = start_log(call.settings.text("log.format"), call.settings.text("log.level"));
  if (!started) return std::unexpected(started.error());
  if (call.command == "tree build") return call_build(call);
  if (call.command == "tree verify") return call_verify(call);
  if (call.command == "tree fetch") return call_fetch(call);
  if (call.command == "tree explain") return call_explain(call);
  if (call.command == "tree diff") return call_diff(call);
  if (call.command == "tree run") return call_run(call);
  if (call.command == "serve") return call_serve(call);
  if (call.command == "run" || call.command == "check") return call_duties(call);
  if (call.command.starts_with("wallet ")) return call_wallet(call);
  if (call.command.starts_with("votes ") || call.command.ends_with("arm")) return call_votes(call);
  if (call.command.starts_with("snapshot ")) return call_snapshot(call);
  if (call.command == "tree proof") return call_proof(call);
  return call_balances(call);
}

}  // namespace
}  // namespace apsis

int main(int argc, char** argv) {
  using namespace apsis;
  // The edge where exceptions of libraries end: files are renamed into place, so none is half.
  try {
    const auto call = read_call(oracle_program(), argc, argv, process_environment);
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
