// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/error.hpp"
#include "core/ops/settings.hpp"
#include "oracle/run/oracle_run.hpp"

namespace apsis {

/// What `run` and `check` are told, read and understood.
struct RunCall {
  RunSettings settings;
  WalletSource wallet;
  std::string metrics;
};

/// Reads the options of `run` and `check`. `usage` naming the option that is missing or wrong.
Expected<RunCall> read_run_call(const Settings& settings);

/// Does the duties until a signal; a database or node that fails is tried again. Fails at once for
/// what no later try can cure: another chain, a wrong wallet, another program that votes already.
Expected<int> run_oracle(RunCall call);

}  // namespace apsis
