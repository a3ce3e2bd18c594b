// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"

namespace apsis {

/// A field in which two reports differ.
struct ReportDifference {
  std::string place;   ///< JSON pointer, as /terms/minipools
  std::string first;   ///< the value in the first report; empty: not there
  std::string second;  ///< in the second
  std::string change;  ///< second - first where both are integers, with its sign; else empty
};

/// Everything in which two balances reports differ: submission, rate and terms first, then nodes,
/// minipools and megapools, in the reports' order. `decode` for a text that is no report.
Expected<std::vector<ReportDifference>> balances_differences(const std::string& first,
                                                             const std::string& second);

}  // namespace apsis
