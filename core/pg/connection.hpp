// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <type_traits>

#include "core/error.hpp"

struct pg_conn;

namespace apsis {

class PgSession;

/// One open session with a PostgreSQL server. libpqxx runs the queries; the libpq handle below it
/// is reachable for binary COPY, so that both take part in one transaction. Never reconnects by
/// itself: a lost session is an error, because a transaction was lost with it.
class Connection {
 public:
  /// Connects. `shown` is the place without the password, for messages; `secret` is blanked out
  /// of them. Errors: unavailable (server down, wrong host, authentication, missing database).
  static Expected<Connection> open(const std::string& conninfo, std::string shown,
                                   std::string secret = {});
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// For libpqxx transactions; their exceptions are caught by `guarded`.
  pqxx::connection_base& sql();
  /// For libpq functions inside a transaction that libpqxx has begun.
  pg_conn* raw();
  /// The place for people, without a password.
  const std::string& shown() const { return shown_; }

  /// Runs `work`, which gives an Expected, and turns an exception of libpqxx into an Error of
  /// kind unavailable; other exceptions pass.
  template <class Work>
  std::invoke_result_t<Work> guarded(Work&& work) {
    try {
      return std::invoke(std::forward<Work>(work));
    } catch (const pqxx::failure& failure) {
      return std::unexpected(error_of(failure));
    } catch (const pqxx::conversion_error& failure) {
      return std::unexpected(error_of_text(failure.what()));
    } catch (const pqxx::usage_error& failure) {
      return std::unexpected(error_of_text(failure.what()));
    }
  }

  /// The session's last libpq message as an Error, for callers of `raw`.
  Error last_error() const;

 private:
  Connection(std::unique_ptr<PgSession> session, std::string shown, std::string secret);
  Error error_of(const pqxx::failure& failure) const;
  Error error_of_text(std::string text) const;

  std::unique_ptr<PgSession> session_;
  std::string shown_;
  std::string secret_;
};

}  // namespace apsis
