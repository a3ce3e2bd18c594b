// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace apsis {

/// What came of the cases of one run: counts, a line a failure as it happens, and a line for each
/// kind that was skipped.
class CaseReport {
 public:
  /// Lines go to `out`, which outlives the report.
  explicit CaseReport(std::ostream& out) : out_(&out) {}

  /// One case gave what it should.
  void pass() { ++passed_; }
  /// One case did not; `why` says what was found and what was expected.
  void fail(std::string_view name, std::string_view why);
  /// One case was not run: `kind` names its format, `reason` says why.
  void skip(std::string_view kind, std::string_view reason);

  std::size_t passed() const { return passed_; }
  std::size_t failed() const { return failed_; }
  std::size_t skipped() const { return skipped_; }

  /// A line for each (kind, reason) that was skipped, then `N passed, N failed, N skipped`.
  void print_summary() const;

 private:
  std::ostream* out_;
  std::size_t passed_ = 0;
  std::size_t failed_ = 0;
  std::size_t skipped_ = 0;
  std::map<std::pair<std::string, std::string>, std::size_t> skips_;
};

}  // namespace apsis
