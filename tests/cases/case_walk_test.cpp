// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/case_walk.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <sstream>

#include "tests/cases/other_kinds.hpp"
#include "tests/core/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;

/// A folder of cases that is gone when the test ends.
struct CaseFolder {
  apsis::TemporaryFolder folder;
  fs::path path = folder.path();
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name) << text;
  }
};

bool claims_recording(const apsis::CasePath& path) {
  return path.holds("manifest.json");
}
bool claims_number(const apsis::CasePath& path) {
  return path.has_key("number");
}
void run_number(const apsis::CasePath& path, apsis::CaseReport& report) {
  if (path.path().filename() == "throws.json") throw std::runtime_error("out of range");
  if (path.path().filename() == "bad.json") return report.fail("bad", "found 1, expected 2");
  report.pass();
}
void skip_recording(const apsis::CasePath&, apsis::CaseReport& report) {
  report.skip("recording", "not built");
}

constexpr std::array test_kinds = {
    apsis::CaseKind{"recording", claims_recording, skip_recording},
    apsis::CaseKind{"number", claims_number, run_number},
};

constexpr std::array other_kinds = {
    apsis::CaseKind{"packed archive", apsis::claims_packed_archive, apsis::skip_packed_archive},
    apsis::CaseKind{"unknown JSON", apsis::claims_unknown_json, apsis::run_unknown_json},
};

}  // namespace

TEST_CASE("a walk runs each case with the kind that claims it, and goes into no claimed folder") {
  const CaseFolder folder;
  folder.write("a/good.json", R"({"number": 1})");
  folder.write("a/bad.json", R"({"number": 1})");
  folder.write("a/throws.json", R"([{"number": 1}])");
  folder.write("a/other.json", R"({"text": 1})");
  folder.write("a/no-json.json", "number");
  folder.write("rec/manifest.json", "{}");
  folder.write("rec/inner/good.json", R"({"number": 1})");
  std::ostringstream out;
  apsis::CaseReport report(out);
  REQUIRE(apsis::run_cases_under(folder.path, test_kinds, report));
  CHECK(report.passed() == 1);
  CHECK(report.failed() == 2);
  CHECK(report.skipped() == 1);
  report.print_summary();
  CHECK(out.str().find("FAILED bad: found 1, expected 2\n") != std::string::npos);
  CHECK(out.str().find("throws.json: exception: out of range\n") != std::string::npos);
  CHECK(out.str().ends_with("skipped 1: recording (not built)\n1 passed, 2 failed, 1 skipped\n"));
}

TEST_CASE("a path that does not exist is a wrong call") {
  std::ostringstream out;
  apsis::CaseReport report(out);
  const auto ran = apsis::run_cases_under("/does/not/exist", test_kinds, report);
  REQUIRE(!ran);
  CHECK(ran.error().kind == apsis::ErrorKind::usage);
}

TEST_CASE("an unknown JSON file and a packed archive are skipped by name, a cut-off file fails") {
  const CaseFolder folder;
  folder.write("x.json", R"({"text": 1})");
  folder.write("y.tar.xz", "");
  folder.write("z.json", R"({"text": )");
  std::ostringstream out;
  apsis::CaseReport report(out);
  REQUIRE(apsis::run_cases_under(folder.path, other_kinds, report));
  CHECK(report.skipped() == 2);
  CHECK(report.failed() == 1);
}
