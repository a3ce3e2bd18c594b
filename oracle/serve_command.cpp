// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/serve_command.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <optional>

#include "core/net/http_server.hpp"
#include "core/ops/health.hpp"
#include "core/ops/shutdown.hpp"
#include "core/pg/database.hpp"
#include "oracle/serve/claims_api.hpp"
#include "oracle/telemetry.hpp"
#include "schema/schema.hpp"

namespace apsis {

namespace {

constexpr std::chrono::seconds look_again{3};
/// Wrong files that one look tells in the log.
constexpr std::size_t problems_told = 20;
/// No body is expected in a request.
constexpr std::uint64_t body_bytes = 1024;
constexpr std::uint32_t header_bytes = 8 << 10;
constexpr std::chrono::seconds idle{15};

/// Keeps what is served in step with files and database.
class Sources {
 public:
  Sources(const ServeCall& call, ClaimsApi& api, Metrics& metrics)
      : call_(call),
        api_(api),
        intervals_(metrics.gauge("apsis_oracle_served_intervals", "Intervals that are served")),
        wrong_files_(metrics.gauge("apsis_oracle_wrong_files", "Rewards files that are not right")),
        running_epoch_(
            metrics.gauge("apsis_oracle_running_epoch", "Newest epoch of the running tree")) {}

  /// Looks once. An error is of the folder or of the database as a whole; the rest is served on.
  Expected<void> look() {
    Expected<void> database = look_at_database();
    if (!database) api_.set_running_failed();
    if (const Expected<void> files = look_at_files(); !files) return files;
    return database;
  }

 private:
  Expected<void> look_at_database() {
    if (call_.database.empty()) return {};
    if (!database_) {
      Expected<Database> opened =
          open_database(call_.database, schema_migrations(), false,
                        [](const std::string& line) { spdlog::info("{}", line); });
      if (!opened) return std::unexpected(opened.error());
      database_.emplace(std::move(*opened));
    }
    Expected<std::optional<RunningView>> running = read_running_view(database_->connection);
    if (!running) {
      // A lost session stays lost.
      database_.reset();
      return std::unexpected(running.error());
    }
    if (*running) running_epoch_.Set(static_cast<double>((*running)->last_epoch));
    complete_ = *running && (*running)->is_complete ? (*running)->merkle_root : complete_;
    api_.set_running(std::move(*running));
    return {};
  }

  Expected<void> look_at_files() {
    std::vector<std::string> seen = {complete_};
    if (!call_.files.empty()) {
      const auto listed = list_rewards_files(call_.files);
      if (!listed) return std::unexpected(listed.error());
      seen.insert(seen.end(), listed->begin(), listed->end());
    }
    if (loaded_ && seen == seen_) return {};
    ClaimBook book;
    std::vector<Error> problems;
    if (!call_.files.empty()) {
      if (auto ok = add_folder(call_.files, book, problems); !ok) return ok;
    }
    if (database_) {
      if (auto ok = add_complete_trees(database_->connection, book, problems); !ok) return ok;
    }
    for (std::size_t i = 0; i < problems.size() && i < problems_told; ++i)
      spdlog::warn("not served: {}", problems[i].text());
    if (problems.size() > problems_told)
      spdlog::warn("and {} more are not served", problems.size() - problems_told);
    spdlog::info("serving {} intervals{}", book.intervals().size(),
                 book.network().empty() ? "" : " of " + book.network());
    intervals_.Set(static_cast<double>(book.intervals().size()));
    wrong_files_.Set(static_cast<double>(problems.size()));
    api_.set_book(std::move(book));
    seen_ = std::move(seen);
    loaded_ = true;
    return {};
  }

  const ServeCall& call_;
  ClaimsApi& api_;
  prometheus::Gauge& intervals_;
  prometheus::Gauge& wrong_files_;
  prometheus::Gauge& running_epoch_;
  std::optional<Database> database_;
  std::string complete_;           ///< root of the newest complete tree in the database
  std::vector<std::string> seen_;  ///< what the book was made of
  bool loaded_ = false;
};

/// False when the program shall stop.
bool wait(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, look_again, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace

Expected<int> run_serve(const ServeCall& call) {
  if (call.files.empty() && call.database.empty())
    return fail(ErrorKind::usage, "has nothing to serve", "serve",
                "Give --files DIR, or leave --serve-db on");
  const auto address = parse_listen_address(call.listen);
  if (!address) return std::unexpected(within("--listen", address.error()));
  const auto telemetry = OracleTelemetry::start(call.metrics);
  if (!telemetry) return std::unexpected(telemetry.error());
  const Shutdown shutdown;
  Metrics& metrics = (*telemetry)->metrics();
  ClaimsApi api({.cors_origin = call.cors, .requests_per_minute = call.requests_per_minute},
                metrics);
  Sources sources(call, api, metrics);
  // What can never work is told before anything is served.
  Expected<void> looked = sources.look();
  if (!looked && looked.error().kind == ErrorKind::usage) return std::unexpected(looked.error());
  const auto server = HttpServer::start(
      address->host, address->port,
      [&api](const HttpRequest& request) { return api.answer(request); },
      {.header_bytes = header_bytes, .body_bytes = body_bytes, .idle = idle, .send = idle});
  if (!server) return std::unexpected(within("--listen", server.error()));
  fmt::print("listening on {}\n", (*server)->url());
  std::fflush(stdout);
  do {
    if (looked) {
      (*telemetry)->ready();
    } else {
      (*telemetry)->error_seen(looked.error().kind);
      spdlog::error("{}", looked.error().text());
    }
    if (!wait(shutdown.token())) break;
    looked = sources.look();
  } while (true);
  return 0;
}

}  // namespace apsis
