// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace apsis {

/// What sort of thing went wrong; decides the exit status and whether a later try can help.
enum class ErrorKind {
  decode,       ///< bytes that are not what their type says
  invalid,      ///< a block or operation that the state transition refuses
  mismatch,     ///< a root, sum or invariant that does not hold
  usage,        ///< a wrong flag, file or configuration
  unavailable,  ///< a node, database, disk or network that failed; may work later
};

/// An error as a value: what went wrong, where (type, field, byte; slot; file; URL), what to do.
struct Error {
  ErrorKind kind = ErrorKind::invalid;
  std::string what;
  std::string where = {};
  std::string remedy = {};

  /// The whole error on one line, for people.
  std::string text() const;
};

/// Result of a function that can fail with an Error.
template <class T>
using Expected = std::expected<T, Error>;

/// Short form of `std::unexpected(Error{...})`.
std::unexpected<Error> fail(ErrorKind kind, std::string what, std::string where = {},
                            std::string remedy = {});

/// The same error with `place` put in front of its `where`.
Error within(std::string_view place, Error error);

/// Exit status of a program that stopped with an error of this kind:
/// 1 the data is wrong, 2 the call is wrong, 3 something outside failed.
int exit_status(ErrorKind kind);

}  // namespace apsis
