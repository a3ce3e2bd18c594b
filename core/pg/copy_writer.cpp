// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/copy_writer.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <type_traits>

namespace apsis {
namespace {

/// Bytes that are gathered before libpq gets them.
constexpr std::size_t copy_chunk_bytes = std::size_t{1} << 20;
/// PostgreSQL's limit on one field.
constexpr std::size_t field_limit_bytes = (std::size_t{1} << 30) - 1;

/// Object ids of the element types (pg_type.dat of PostgreSQL, fixed for ever).
constexpr std::uint32_t int2_oid = 21;
constexpr std::uint32_t int4_oid = 23;
constexpr std::uint32_t int8_oid = 20;

using ResultHandle = std::unique_ptr<PGresult, void (*)(PGresult*)>;

}  // namespace

template <class T>
void CopyWriter::big_endian(T value) {
  const auto bits = static_cast<std::make_unsigned_t<T>>(value);
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
    buffer_.push_back(static_cast<std::uint8_t>(bits >> shift));
}

CopyWriter::CopyWriter(Connection& connection, std::string_view table, std::string_view columns)
    : connection_(connection),
      fields_(static_cast<std::int16_t>(std::ranges::count(columns, ',') + 1)) {
  const std::string command = "COPY " + std::string(table) + " (" + std::string(columns) +
                              ") FROM STDIN WITH (FORMAT binary)";
  const ResultHandle result(PQexec(connection_.raw(), command.c_str()), PQclear);
  if (PQresultStatus(result.get()) != PGRES_COPY_IN) {
    error_ = connection_.last_error();
    return;
  }
  open_ = true;
  buffer_.reserve(copy_chunk_bytes + copy_chunk_bytes / 4);
  constexpr std::uint8_t signature[] = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xff, '\r', '\n', 0};
  buffer_.insert(buffer_.end(), std::begin(signature), std::end(signature));
  big_endian<std::int32_t>(0);  // flags
  big_endian<std::int32_t>(0);  // length of the header's extension
}

CopyWriter::~CopyWriter() {
  if (!open_) return;
  PQputCopyEnd(connection_.raw(), "cancelled by the writer");
  while (PGresult* result = PQgetResult(connection_.raw())) PQclear(result);
}

void CopyWriter::flush() {
  if (open_ && !error_ && !buffer_.empty() &&
      PQputCopyData(connection_.raw(), reinterpret_cast<const char*>(buffer_.data()),
                    static_cast<int>(buffer_.size())) != 1)
    error_ = connection_.last_error();
  buffer_.clear();
}

void CopyWriter::flush_when_full() {
  if (buffer_.size() >= copy_chunk_bytes) flush();
}

void CopyWriter::row() {
  flush_when_full();
  big_endian<std::int16_t>(fields_);
}

void CopyWriter::null() {
  big_endian<std::int32_t>(-1);
}

void CopyWriter::boolean(bool value) {
  big_endian<std::int32_t>(1);
  buffer_.push_back(value ? 1 : 0);
}

void CopyWriter::integer(std::int32_t value) {
  big_endian<std::int32_t>(4);
  big_endian(value);
}

void CopyWriter::bigint(std::int64_t value) {
  big_endian<std::int32_t>(8);
  big_endian(value);
}

void CopyWriter::unsigned_bigint(std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) && !error_)
    error_ = Error{ErrorKind::invalid,
                   "the number " + std::to_string(value) + " is larger than a bigint holds",
                   connection_.shown(),
                   {}};
  bigint(static_cast<std::int64_t>(value));
}

void CopyWriter::epoch_or_null(std::uint64_t value) {
  value == ~std::uint64_t{0} ? null() : unsigned_bigint(value);
}

void CopyWriter::field(ByteSpan value) {
  big_endian<std::int32_t>(static_cast<std::int32_t>(value.size()));
  buffer_.insert(buffer_.end(), value.begin(), value.end());
}

void CopyWriter::text(std::string_view value) {
  field(ByteSpan(reinterpret_cast<const std::uint8_t*>(value.data()), value.size()));
}

void CopyWriter::bytea(ByteSpan value) {
  field(value);
}

template <class T>
void CopyWriter::array(std::span<const T> values, std::uint32_t element_oid,
                       bool negative_is_null) {
  const auto is_null = [&](T value) { return negative_is_null && value < 0; };
  const auto nulls = static_cast<std::size_t>(std::ranges::count_if(values, is_null));
  const std::size_t header_bytes = values.empty() ? 12 : 20;
  const std::size_t bytes = header_bytes + 4 * values.size() + sizeof(T) * (values.size() - nulls);
  if (bytes > field_limit_bytes) {
    error_ = Error{ErrorKind::usage,
                   "an array of " + std::to_string(values.size()) +
                       " entries is larger than a PostgreSQL field",
                   connection_.shown(), "Track fewer validators"};
    return null();
  }
  big_endian<std::int32_t>(static_cast<std::int32_t>(bytes));
  big_endian<std::int32_t>(values.empty() ? 0 : 1);  // dimensions
  big_endian<std::int32_t>(nulls > 0 ? 1 : 0);
  big_endian<std::uint32_t>(element_oid);
  if (!values.empty()) {
    big_endian<std::int32_t>(static_cast<std::int32_t>(values.size()));
    big_endian<std::int32_t>(1);  // lower bound
  }
  for (const T value : values) {
    if (is_null(value)) {
      big_endian<std::int32_t>(-1);
    } else {
      big_endian<std::int32_t>(sizeof(T));
      big_endian(value);
    }
    flush_when_full();
  }
}

void CopyWriter::smallint_array(std::span<const std::int16_t> values) {
  array(values, int2_oid, false);
}

void CopyWriter::integer_array(std::span<const std::int32_t> values) {
  array(values, int4_oid, false);
}

void CopyWriter::bigint_array(std::span<const std::int64_t> values) {
  array(values, int8_oid, false);
}

void CopyWriter::integer_array_with_nulls(std::span<const std::int32_t> values) {
  array(values, int4_oid, true);
}

Expected<void> CopyWriter::finish() {
  if (open_ && !error_) {
    big_endian<std::int16_t>(-1);
    flush();
  }
  if (!open_ || error_) return std::unexpected(*error_);
  open_ = false;
  if (PQputCopyEnd(connection_.raw(), nullptr) != 1)
    return std::unexpected(connection_.last_error());
  while (PGresult* result = PQgetResult(connection_.raw())) {
    const ResultHandle owned(result, PQclear);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && !error_) error_ = connection_.last_error();
  }
  if (error_) return std::unexpected(*error_);
  return {};
}

}  // namespace apsis
