// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/other_kinds.hpp"

#include <nlohmann/json.hpp>

#include "oracle/state/json_reader.hpp"

namespace apsis {

namespace {

/// The text of the case's field "format".
std::string format_of(const CasePath& path) {
  const Expected<std::string> text = read_case_file(path.path());
  if (!text) return "";
  const Expected<JsonDocument> document = JsonDocument::parse(*text);
  if (!document) return "";
  JsonProblem problem;
  return document->root(problem).at("format").text();
}

}  // namespace

bool claims_packed_archive(const CasePath& path) {
  return !path.is_directory() &&
         (path.has_suffix(".tar.xz") || path.has_suffix(".tar.gz") || path.has_suffix(".csv.xz"));
}

void skip_packed_archive(const CasePath&, CaseReport& report) {
  report.skip("packed archive", "unpack it first (tar xf, xz -d) and give the folder");
}

bool claims_oracle_duty(const CasePath& path) {
  return path.has_key("format") && (path.has_key("vectors") || path.has_key("inputs"));
}

void skip_oracle_duty(const CasePath& path, CaseReport& report) {
  report.skip("oracle duty " + format_of(path), "not built");
}

bool claims_unknown_json(const CasePath& path) {
  return path.is_json();
}

void run_unknown_json(const CasePath& path, CaseReport& report) {
  const Expected<std::string> text = read_case_file(path.path());
  if (!text || !nlohmann::json::accept(*text))
    return report.fail(path.path().string(), text ? "is not JSON" : text.error().text());
  report.skip("unknown JSON", "no kind knows this layout");
}

}  // namespace apsis
