// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/cases/case_path.hpp"
#include "tests/cases/case_report.hpp"

namespace apsis {

/// Collects what differs between found values and the fields of an `expected` object, whose
/// integers are JSON numbers or decimal texts.
class GoldenDifferences {
 public:
  /// Compares with `expected[key]`; a missing key is a difference.
  void compare(const nlohmann::json& expected, const char* key, const std::string& found) {
    if (!expected.contains(key)) return add(fmt::format("{} is not among the expected", key));
    const std::string wanted = text_of(expected.at(key));
    if (wanted != found) add(fmt::format("{} is {} instead of {}", key, found, wanted));
  }
  void add(std::string difference) { list_.push_back(std::move(difference)); }
  /// One line for people, of the first few.
  std::string text() const {
    std::string out;
    for (std::size_t i = 0; i < list_.size() && i < most_told; ++i)
      out += (i == 0 ? "" : "; ") + list_[i];
    if (list_.size() > most_told) out += fmt::format("; and {} more", list_.size() - most_told);
    return out;
  }
  /// Reports one case: a pass if nothing differs.
  void report_to(CaseReport& report, std::string_view name) const {
    if (list_.empty()) return report.pass();
    report.fail(name, text());
  }

  /// A JSON text as it is, another value as it is written.
  static std::string text_of(const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  }

 private:
  static constexpr std::size_t most_told = 5;
  std::vector<std::string> list_;
};

/// Runs each element of `vectors` of a vector file as a case of its own: `check` gets the element
/// and collects what differs.
template <class Check>
void run_vectors(const CasePath& path, CaseReport& report, Check check) {
  const Expected<std::string> text = read_case_file(path.path());
  if (!text) return report.fail(path.path().string(), text.error().text());
  const nlohmann::json file = nlohmann::json::parse(*text);
  std::size_t number = 0;
  for (const nlohmann::json& vector : file.at("vectors")) {
    GoldenDifferences differences;
    check(vector, differences);
    differences.report_to(report, fmt::format("{}#{}", path.path().string(), number++));
  }
}

/// Whether the file has `"format": name`.
bool has_format(const CasePath& path, std::string_view name);

}  // namespace apsis
