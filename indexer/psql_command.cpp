// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/psql_command.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>

#include "core/pg/database_url.hpp"
#include "core/pg/embedded.hpp"

namespace apsis {
namespace {

constexpr int status_not_started = 127;

/// Puts each part of a connection text into the variable that libpq reads it from.
Expected<void> export_connection(const std::string& conninfo) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parts(
      PQconninfoParse(conninfo.c_str(), nullptr), PQconninfoFree);
  if (!parts) return fail(ErrorKind::usage, "libpq cannot read the connection text", "--db");
  for (const PQconninfoOption* part = parts.get(); part->keyword != nullptr; ++part) {
    if (part->val != nullptr && part->envvar != nullptr) setenv(part->envvar, part->val, 1);
  }
  return {};
}

Expected<int> run_and_wait(const std::vector<std::string>& arguments) {
  std::vector<char*> words;
  std::string program = "psql";
  words.push_back(program.data());
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  // Ctrl-C is for psql, which ends a query with it; the child takes its default action back.
  const auto kept = std::signal(SIGINT, SIG_IGN);
  const pid_t child = fork();
  if (child < 0) return fail(ErrorKind::unavailable, "cannot start a process", "psql");
  if (child == 0) {
    std::signal(SIGINT, kept);
    execvp(program.c_str(), words.data());
    _exit(status_not_started);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  std::signal(SIGINT, kept);
  if (!WIFEXITED(status)) return 128 + WTERMSIG(status);
  if (WEXITSTATUS(status) == status_not_started) {
    return fail(ErrorKind::unavailable, "psql cannot be run", "PATH",
                "Install the package postgresql-client-15");
  }
  return WEXITSTATUS(status);
}

Expected<int> psql(const PsqlOptions& options) {
  const auto target = parse_database_target(options.database);
  if (!target) return std::unexpected(target.error());
  std::optional<EmbeddedServer> server;
  std::string conninfo = target->conninfo;
  if (target->embedded) {
    auto joined = EmbeddedServer::join(target->directory, false, [](const std::string&) {});
    if (!joined) return std::unexpected(joined.error());
    server.emplace(std::move(*joined));
    conninfo = server->conninfo();
  }
  auto exported = export_connection(conninfo);
  if (!exported) return std::unexpected(exported.error());
  return run_and_wait(options.arguments);
}

}  // namespace

int run_psql(const PsqlOptions& options) {
  const auto status = psql(options);
  if (status) return *status;
  fmt::print(stderr, "apsis-indexer: {}\n", status.error().text());
  return exit_status(status.error().kind);
}

}  // namespace apsis
