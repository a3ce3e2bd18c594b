// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"

#include <utility>

namespace apsis {

std::string Error::text() const {
  std::string out;
  if (!where.empty()) out += where + ": ";
  out += what;
  if (!remedy.empty()) out += ". " + remedy;
  return out;
}

std::unexpected<Error> fail(ErrorKind kind, std::string what, std::string where,
                            std::string remedy) {
  return std::unexpected(Error{kind, std::move(what), std::move(where), std::move(remedy)});
}

Error within(std::string_view place, Error error) {
  error.where = error.where.empty() ? std::string(place) : std::string(place) + ", " + error.where;
  return error;
}

int exit_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::decode:
    case ErrorKind::invalid:
    case ErrorKind::mismatch:
      return 1;
    case ErrorKind::usage:
      return 2;
    case ErrorKind::unavailable:
      return 3;
  }
  return 1;
}

}  // namespace apsis
