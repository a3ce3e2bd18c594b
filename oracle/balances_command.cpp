// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances_command.hpp"

#include <fmt/format.h>

#include <iostream>

#include "core/hex.hpp"
#include "oracle/balances/balances_diff.hpp"
#include "oracle/balances/balances_explain.hpp"
#include "oracle/balances/balances_report.hpp"
#include "oracle/interval/approximate_share.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/text_file.hpp"

namespace apsis {

namespace {

/// A snapshot and what was computed of it; the result points into the snapshot.
struct ComputedBalances {
  NetworkSnapshot snapshot;
  BalancesResult result;
};

Expected<int256> smoothing_pool_share(const NetworkSnapshot& snapshot) {
  if (snapshot.funds && snapshot.funds->smoothing_pool_share)
    return *snapshot.funds->smoothing_pool_share;
  const Expected<uint256> share = approximate_staker_share(snapshot, ruleset_v11);
  if (!share) return std::unexpected(within("smoothing pool", share.error()));
  return int256(*share);
}

/// Fills `out` in place: it must not move between snapshot and result.
Expected<void> compute_from_file(const std::filesystem::path& path, ComputedBalances& out) {
  const Expected<std::string> text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  Expected<NetworkSnapshot> snapshot = read_network_snapshot(*text);
  if (!snapshot) return std::unexpected(within(path.string(), snapshot.error()));
  out.snapshot = std::move(*snapshot);
  const Expected<int256> share = smoothing_pool_share(out.snapshot);
  if (!share) return std::unexpected(within(path.string(), share.error()));
  Expected<BalancesResult> result = compute_balances(out.snapshot, *share);
  if (!result) return std::unexpected(within(path.string(), result.error()));
  out.result = std::move(*result);
  return {};
}

using Explain = Expected<std::string> (*)(const NetworkBalances&, const Bytes20&);

Expected<std::string> explain_address(const BalancesResult& result, const std::string& text,
                                      Explain explain) {
  const auto address = array_from_hex<20>(text);
  if (!address) return fail(ErrorKind::usage, "is not an address (20 bytes in hex)", text);
  return explain(result.balances, *address);
}

}  // namespace

Expected<int> run_balances_compute(const BalancesComputeCall& call) {
  ComputedBalances computed;
  if (const auto done = compute_from_file(call.snapshot, computed); !done)
    return std::unexpected(done.error());
  const std::string report = write_balances_report(computed.snapshot, computed.result);
  if (call.out.empty()) {
    std::cout << report;
    return 0;
  }
  if (const auto written = write_text_file(call.out, report); !written)
    return std::unexpected(written.error());
  std::cout << fmt::format("{}: total {}, staking {}, rETH supply {}\n", call.out.string(),
                           amount_text(computed.result.submission.total_eth),
                           amount_text(computed.result.submission.staking_eth),
                           amount_text(int256(computed.result.submission.reth_supply)));
  return 0;
}

Expected<int> run_balances_explain(const BalancesExplainCall& call) {
  const int asked = !call.minipool.empty() + !call.megapool.empty() + !call.node.empty();
  if (asked > 1)
    return fail(ErrorKind::usage, "--minipool, --megapool and --node exclude each other",
                "balances explain", "give one of them");
  ComputedBalances computed;
  if (const auto done = compute_from_file(call.snapshot, computed); !done)
    return std::unexpected(done.error());
  Expected<std::string> text = explain_total(computed.result);
  if (!call.minipool.empty())
    text = explain_address(computed.result, call.minipool, explain_minipool);
  if (!call.megapool.empty())
    text = explain_address(computed.result, call.megapool, explain_megapool);
  if (!call.node.empty()) text = explain_address(computed.result, call.node, explain_node);
  if (!text) return std::unexpected(text.error());
  std::cout << *text;
  return 0;
}

Expected<int> run_balances_diff(const std::filesystem::path& first,
                                const std::filesystem::path& second) {
  const Expected<std::string> a = read_text_file(first);
  if (!a) return std::unexpected(a.error());
  const Expected<std::string> b = read_text_file(second);
  if (!b) return std::unexpected(b.error());
  const auto differences = balances_differences(*a, *b);
  if (!differences) return std::unexpected(differences.error());
  for (const ReportDifference& difference : *differences)
    std::cout << fmt::format("{}: {} -> {}{}\n", difference.place,
                             difference.first.empty() ? "(none)" : difference.first,
                             difference.second.empty() ? "(none)" : difference.second,
                             difference.change.empty() ? "" : " (" + difference.change + ")");
  if (differences->empty()) std::cout << "no difference\n";
  return differences->empty() ? 0 : exit_status(ErrorKind::mismatch);
}

}  // namespace apsis
