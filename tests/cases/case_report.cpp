// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/case_report.hpp"

#include <fmt/format.h>

#include <ostream>

namespace apsis {

void CaseReport::fail(std::string_view name, std::string_view why) {
  ++failed_;
  *out_ << "FAILED " << name << ": " << why << std::endl;
}

void CaseReport::skip(std::string_view kind, std::string_view reason) {
  ++skipped_;
  ++skips_[{std::string(kind), std::string(reason)}];
}

void CaseReport::print_summary() const {
  for (const auto& [key, count] : skips_)
    *out_ << fmt::format("skipped {}: {} ({})\n", count, key.first, key.second);
  *out_ << fmt::format("{} passed, {} failed, {} skipped\n", passed_, failed_, skipped_);
}

}  // namespace apsis
