// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <cstdio>

#include "indexer/commands.hpp"
#include "indexer/run_report.hpp"
#include "indexer/source_run.hpp"

namespace apsis {

int run_verify(const VerifyOptions& options) {
  PipelineTally tally;
  const auto result = run_source({.title = "verify",
                                  .source = options.source,
                                  .epochs = options.epochs,
                                  .to_slot = options.to_slot,
                                  .metrics = options.metrics,
                                  .check_signatures = options.check_signatures,
                                  .checks_before_start = true,
                                  .prove = options.prove},
                                 {}, tally);
  if (!result) spdlog::error("{}", result.error().text());
  std::fputs(tally_line(tally).c_str(), stdout);
  return result ? 0 : exit_status(result.error().kind);
}

}  // namespace apsis
