// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "tests/cases/case_walk.hpp"

namespace {

constexpr int exit_done = 0;
constexpr int exit_data_wrong = 1;
constexpr int exit_call_wrong = 2;

/// Whether the cases at `root` could be looked for and there was at least one.
bool run_root(const std::string& root, apsis::CaseReport& report) {
  const std::size_t before = report.passed() + report.failed() + report.skipped();
  const apsis::Expected<void> ran = apsis::run_cases_under(root, apsis::case_kinds(), report);
  if (!ran) {
    std::cerr << "apsis-cases: " << ran.error().text() << "\n";
    return false;
  }
  if (report.passed() + report.failed() + report.skipped() > before) return true;
  std::cerr << "apsis-cases: " << root << ": no cases of any known kind are there\n";
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Runs the cases under the given folders and files; each kind is told by its content."};
  app.name("apsis-cases");
  std::vector<std::string> roots;
  app.add_option("path", roots, "folders and files with cases")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    const int status = app.exit(wrong);
    return status == 0 ? exit_done : exit_call_wrong;
  }
  apsis::CaseReport report(std::cout);
  bool all_ran = true;
  for (const std::string& root : roots) all_ran = run_root(root, report) && all_ran;
  report.print_summary();
  if (report.failed() > 0) return exit_data_wrong;
  return all_ran ? exit_done : exit_call_wrong;
}
