// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/error.hpp"

namespace apsis {

/// What `balances compute` is asked for.
struct BalancesComputeCall {
  std::filesystem::path snapshot;
  std::filesystem::path out;  ///< file for the report; empty: standard output
};

/// Computes the balances of a snapshot and writes the report. The smoothing pool's share is the
/// snapshot's own, else approximated by the newest ruleset. Gives the exit status.
Expected<int> run_balances_compute(const BalancesComputeCall& call);

/// What `balances explain` is asked for; at most one address.
struct BalancesExplainCall {
  std::filesystem::path snapshot;
  std::string minipool, megapool, node;  ///< addresses in hex, or empty
};

/// Prints how the total, or one minipool, megapool or node, comes about.
Expected<int> run_balances_explain(const BalancesExplainCall& call);

/// Prints in what two reports differ, a line a field. Exit status 0 if in nothing, else 1.
Expected<int> run_balances_diff(const std::filesystem::path& first,
                                const std::filesystem::path& second);

}  // namespace apsis
