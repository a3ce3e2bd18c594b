// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/check_command.hpp"

#include <fmt/format.h>

#include "oracle/run/check_list.hpp"

namespace apsis {

Expected<int> run_check(RunCall call) {
  int failures = 0;
  for (const CheckLine& line : check_everything(call.settings, call.wallet)) {
    fmt::print("{}\n", check_text(line));
    if (line.outcome == CheckOutcome::failed) ++failures;
  }
  fmt::print("{}\n", failures == 0 ? "all is well" : fmt::format("{} checks failed", failures));
  return failures == 0 ? 0 : exit_status(ErrorKind::unavailable);
}

}  // namespace apsis
