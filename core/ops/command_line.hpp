// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "core/ops/option.hpp"
#include "core/ops/settings.hpp"

namespace apsis {

/// A call of a program, understood and checked.
struct Invocation {
  std::string command;                ///< name of the command as in the program's table
  std::vector<std::string> operands;  ///< words without a flag
  Settings settings;
};

/// What a call ended with before any command could run.
struct EarlyExit {
  int status;        ///< exit status of the process
  std::string text;  ///< what to print: on stdout when status is 0, else on stderr
};

/// Reads the command line, the configuration file that `--config` or APSIS_CONFIG names, and the
/// environment. `--help`, `--version`, `--print-config`, `--sample-config` and every mistake
/// (status 2) come back as EarlyExit.
std::expected<Invocation, EarlyExit> read_call(const ProgramSpec& program, int argc,
                                               const char* const* argv,
                                               const Environment& environment);

}  // namespace apsis
