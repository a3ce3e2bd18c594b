// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/connection.hpp"

#include <libpq-fe.h>

#include <utility>

#include "core/pg/database_url.hpp"

namespace apsis {
namespace {

/// Remembers the libpq handle that libpqxx connects with and otherwise keeps to itself.
class HandleKeeper : public pqxx::connect_direct {
 public:
  using pqxx::connect_direct::connect_direct;
  handle do_startconnect(handle orig) override {
    return kept_ = connect_direct::do_startconnect(orig);
  }
  handle do_completeconnect(handle orig) override {
    return kept_ = connect_direct::do_completeconnect(orig);
  }
  handle do_disconnect(handle orig) noexcept override {
    return kept_ = connect_direct::do_disconnect(orig);
  }
  PGconn* kept() const { return kept_; }

 private:
  PGconn* kept_ = nullptr;
};

/// libpq ends its messages with line breaks and may use several lines.
std::string one_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at))
    text.replace(at, 1, "; ");
  std::erase(text, '\t');
  return text;
}

}  // namespace

/// A libpqxx connection whose policy keeps the handle.
class PgSession : public pqxx::connection_base {
 public:
  explicit PgSession(const std::string& conninfo)
      : pqxx::connection_base(policy_), policy_(conninfo) {
    init();
    set_verbosity(terse);
  }
  ~PgSession() noexcept { close(); }
  PGconn* handle() const { return policy_.kept(); }

 private:
  HandleKeeper policy_;
};

Connection::Connection(std::unique_ptr<PgSession> session, std::string shown, std::string secret)
    : session_(std::move(session)), shown_(std::move(shown)), secret_(std::move(secret)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Expected<Connection> Connection::open(const std::string& conninfo, std::string shown,
                                      std::string secret) {
  try {
    auto session = std::make_unique<PgSession>(conninfo);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    session->inhibit_reactivation(true);
#pragma GCC diagnostic pop
    // Notices of CREATE IF NOT EXISTS and the like are no news for the operator.
    PQsetNoticeProcessor(
        session->handle(), [](void*, const char*) {}, nullptr);
    return Connection(std::move(session), std::move(shown), std::move(secret));
  } catch (const pqxx::failure& failure) {
    return fail(ErrorKind::unavailable,
                "cannot connect: " + one_line(without_secret(failure.what(), secret)), shown,
                "Check that the server runs, and host, port, user, password and database name");
  }
}

pqxx::connection_base& Connection::sql() {
  return *session_;
}

pg_conn* Connection::raw() {
  return session_->handle();
}

Error Connection::error_of_text(std::string text) const {
  return Error{
      ErrorKind::unavailable, one_line(without_secret(std::move(text), secret_)), shown_, {}};
}

Error Connection::error_of(const pqxx::failure& failure) const {
  Error out = error_of_text(failure.what());
  if (dynamic_cast<const pqxx::broken_connection*>(&failure) != nullptr || !session_->is_open()) {
    out.what = "the database connection was lost: " + out.what;
    out.remedy = "Nothing is half written; start again when the server is back";
  } else if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&failure)) {
    if (sql->sqlstate() == "53100") out.remedy = "Free disk space for the database and start again";
    if (sql->sqlstate() == "42501") out.remedy = "Grant the database user the rights it lacks";
    if (sql->sqlstate().empty() && PQstatus(session_->handle()) != CONNECTION_OK)
      out.what = "the database connection was lost: " + out.what;
  }
  return out;
}

Error Connection::last_error() const {
  Error out = error_of_text(PQerrorMessage(session_->handle()));
  if (PQstatus(session_->handle()) != CONNECTION_OK)
    out.what = "the database connection was lost: " + out.what;
  return out;
}

}  // namespace apsis
