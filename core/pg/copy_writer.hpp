// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/pg/connection.hpp"

namespace apsis {

/// Rows into one table by PostgreSQL's binary COPY, inside the transaction that is open on the
/// connection. Between construction and `finish` nothing else may use the connection. An error is
/// remembered and given by `finish`; the transaction is lost then and must be rolled back.
class CopyWriter {
 public:
  /// `columns` is the list of column names, parted by commas; the order in which `row` is filled.
  CopyWriter(Connection& connection, std::string_view table, std::string_view columns);
  /// Cancels the COPY if `finish` was not called.
  ~CopyWriter();
  CopyWriter(const CopyWriter&) = delete;
  CopyWriter& operator=(const CopyWriter&) = delete;

  /// Starts a row of as many fields as the table has columns in the list.
  void row();
  void null();
  void boolean(bool value);
  void integer(std::int32_t value);
  void bigint(std::int64_t value);
  void text(std::string_view value);
  void bytea(ByteSpan value);
  /// A number of an unsigned 64-bit type; beyond 2^63 - 1 it is an error of kind invalid.
  void unsigned_bigint(std::uint64_t value);
  /// As `unsigned_bigint`, with NULL for 2^64 - 1 (the specs' FAR_FUTURE_EPOCH).
  void epoch_or_null(std::uint64_t value);
  void smallint_array(std::span<const std::int16_t> values);
  void integer_array(std::span<const std::int32_t> values);
  void bigint_array(std::span<const std::int64_t> values);
  /// An integer[] with NULL wherever the value is negative.
  void integer_array_with_nulls(std::span<const std::int32_t> values);

  /// Ends the COPY. Errors: what the server or libpq says.
  Expected<void> finish();

 private:
  template <class T>
  void big_endian(T value);
  template <class T>
  void array(std::span<const T> values, std::uint32_t element_oid, bool negative_is_null);
  void field(ByteSpan value);
  void flush_when_full();
  void flush();

  Connection& connection_;
  Bytes buffer_;
  std::int16_t fields_ = 0;
  bool open_ = false;
  std::optional<Error> error_;
};

}  // namespace apsis
