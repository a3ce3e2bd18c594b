// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/pg/connection.hpp"

namespace apsis {

/// Rows of a query by PostgreSQL's binary COPY, one at a time as the server sends them, inside the
/// transaction that is open on the connection. Until the last row was read, or this is destroyed,
/// nothing else may use the connection.
class CopyReader {
 public:
  /// Sends `query` (a SELECT). An error is given by the first `next`.
  CopyReader(Connection& connection, std::string_view query);
  /// Cancels the query if rows are left.
  ~CopyReader();
  CopyReader(const CopyReader&) = delete;
  CopyReader& operator=(const CopyReader&) = delete;

  /// Goes to the next row; false behind the last. Errors: unavailable, what the server or libpq
  /// says; mismatch when the rows are not binary COPY's.
  Expected<bool> next();

  /// Bytes of a field of the row (0: the first); nothing for NULL. Valid until `next`.
  std::optional<ByteSpan> field(std::size_t at) const;
  /// Value of an integer or bigint field; 0 for NULL and for fields of other widths.
  std::int64_t number(std::size_t at) const;
  /// Bytes of a field, none for NULL.
  ByteSpan bytes(std::size_t at) const { return field(at).value_or(ByteSpan{}); }

 private:
  Expected<bool> end();
  bool take_fields(ByteSpan message);
  void free_message();

  Connection& connection_;
  char* message_ = nullptr;
  std::vector<std::optional<ByteSpan>> fields_;
  bool header_read_ = false;
  bool open_ = false;
  std::optional<Error> error_;
};

}  // namespace apsis
