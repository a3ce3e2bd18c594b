// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/run_command.hpp"

namespace apsis {

/// Prints a line for each thing that `run` needs, with what to do. The exit status is 0 if none
/// failed, else 3.
Expected<int> run_check(RunCall call);

}  // namespace apsis
