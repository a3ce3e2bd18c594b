// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <random>
#include <thread>

#include "core/pg/database.hpp"
#include "indexer/store/store.hpp"
#include "indexer/store/table_checksums.hpp"
#include "schema/schema.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/indexer/store/sample_records.hpp"

using namespace apsis;

namespace {

constexpr int least_kills = 12;
constexpr int most_kills = 40;

/// A whole run, as a program does it: open, say the chain, replay from the anchor.
bool run_once(const std::string& database, const std::vector<EpochRecord>& records) {
  const auto told = [](const auto& result) {
    if (!result) std::fprintf(stderr, "%s\n", result.error().text().c_str());
    return result.has_value();
  };
  Expected<Store> store = Store::open({database, std::nullopt, {}});
  if (!told(store) || !told(store->put_chain(sample_chain()))) return false;
  for (const EpochRecord& record : records)
    if (!told(store->put_epoch(record))) return false;
  return true;
}

std::string checksums_of(const std::string& database) {
  Expected<Database> opened = open_database(database, schema_migrations(), false);
  REQUIRE_MESSAGE(opened.has_value(), opened.error().text());
  const auto sums = table_checksums(opened->connection);
  REQUIRE(sums.has_value());
  std::string out;
  for (const TableChecksum& sum : *sums)
    out += sum.table + " " + std::to_string(sum.rows) + " " + sum.md5 + "\n";
  return out;
}

/// Runs in a child process that is killed after `delay`; true if it ended by itself before.
bool run_and_kill(const std::string& database, const std::vector<EpochRecord>& records,
                  std::chrono::milliseconds delay) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(run_once(database, records) ? 0 : 1);
  std::this_thread::sleep_for(delay);
  ::kill(child, SIGKILL);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  const bool failed = WIFEXITED(status) && WEXITSTATUS(status) != 0;
  REQUIRE_FALSE(failed);
  return WIFEXITED(status);
}

}  // namespace

TEST_CASE("kill -9 at random moments and a restart give the rows of an undisturbed run") {
  const std::vector<EpochRecord> records = sample_records(60, 300, 11);
  const TemporaryFolder undisturbed, disturbed;
  REQUIRE(run_once(undisturbed.database(), records));
  const std::string expected = checksums_of(undisturbed.database());
  std::mt19937 random(std::random_device{}());
  int kills = 0;
  bool ended = false;
  // The first kills are early: they meet the making of the cluster and of the schema.
  for (int i = 0; i < most_kills && !(ended && kills >= least_kills); ++i) {
    const int longest = i < 4 ? 900 : 500;
    const std::chrono::milliseconds delay(
        20 + static_cast<int>(random() % static_cast<unsigned>(longest)));
    ended = run_and_kill(disturbed.database(), records, delay);
    if (!ended) ++kills;
  }
  CHECK(kills >= least_kills);
  REQUIRE(run_once(disturbed.database(), records));
  CHECK(checksums_of(disturbed.database()) == expected);
}
