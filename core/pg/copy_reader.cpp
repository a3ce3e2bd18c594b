// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/copy_reader.hpp"

#include <libpq-fe.h>

#include <array>
#include <memory>
#include <string>

namespace apsis {
namespace {

/// Signature, flags and length of an empty extension.
constexpr std::size_t header_bytes = 11 + 4 + 4;

using ResultHandle = std::unique_ptr<PGresult, void (*)(PGresult*)>;

std::int64_t big_endian(ByteSpan bytes) {
  std::int64_t out = (bytes[0] & 0x80) != 0 ? -1 : 0;
  for (const std::uint8_t byte : bytes)
    out = static_cast<std::int64_t>((static_cast<std::uint64_t>(out) << 8) | byte);
  return out;
}

}  // namespace

CopyReader::CopyReader(Connection& connection, std::string_view query) : connection_(connection) {
  const std::string command = "COPY (" + std::string(query) + ") TO STDOUT WITH (FORMAT binary)";
  const ResultHandle result(PQexec(connection_.raw(), command.c_str()), PQclear);
  if (PQresultStatus(result.get()) == PGRES_COPY_OUT)
    open_ = true;
  else
    error_ = connection_.last_error();
}

CopyReader::~CopyReader() {
  free_message();
  if (!open_) return;
  if (PGcancel* cancel = PQgetCancel(connection_.raw())) {
    std::array<char, 256> ignored{};
    PQcancel(cancel, ignored.data(), static_cast<int>(ignored.size()));
    PQfreeCancel(cancel);
  }
  while (PQgetCopyData(connection_.raw(), &message_, 0) > 0) free_message();
  while (PGresult* result = PQgetResult(connection_.raw())) PQclear(result);
}

void CopyReader::free_message() {
  if (message_ != nullptr) PQfreemem(message_);
  message_ = nullptr;
}

Expected<bool> CopyReader::end() {
  open_ = false;
  while (PGresult* result = PQgetResult(connection_.raw())) {
    const ResultHandle owned(result, PQclear);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && !error_) error_ = connection_.last_error();
  }
  if (error_) return std::unexpected(*error_);
  return false;
}

/// Splits a row: the number of fields, then each one's length and bytes.
bool CopyReader::take_fields(ByteSpan message) {
  fields_.clear();
  if (message.size() < 2) return false;
  const std::int64_t count = big_endian(message.first(2));
  message = message.subspan(2);
  for (std::int64_t i = 0; i < count; ++i) {
    if (message.size() < 4) return false;
    const std::int64_t length = big_endian(message.first(4));
    message = message.subspan(4);
    if (length < 0) {
      fields_.emplace_back();
      continue;
    }
    if (static_cast<std::uint64_t>(length) > message.size()) return false;
    fields_.emplace_back(message.first(static_cast<std::size_t>(length)));
    message = message.subspan(static_cast<std::size_t>(length));
  }
  return count < 0 || message.empty() || big_endian(message.first(2)) < 0;
}

Expected<bool> CopyReader::next() {
  if (error_) return std::unexpected(*error_);
  while (open_) {
    free_message();
    const int length = PQgetCopyData(connection_.raw(), &message_, 0);
    if (length < 0) {
      if (length < -1) error_ = connection_.last_error();
      return end();
    }
    ByteSpan message(reinterpret_cast<const std::uint8_t*>(message_),
                     static_cast<std::size_t>(length));
    if (!header_read_) {
      header_read_ = true;
      message = message.subspan(std::min(message.size(), header_bytes));
      if (message.empty()) continue;
    }
    if (!take_fields(message)) {
      error_ = Error{ErrorKind::mismatch, "the server's binary COPY cannot be read",
                     connection_.shown(), "Use a PostgreSQL server of a version that is tested"};
      return std::unexpected(*error_);
    }
    // The trailer is a row of -1 fields.
    if (!fields_.empty()) return true;
  }
  return false;
}

std::optional<ByteSpan> CopyReader::field(std::size_t at) const {
  return at < fields_.size() ? fields_[at] : std::nullopt;
}

std::int64_t CopyReader::number(std::size_t at) const {
  const ByteSpan value = bytes(at);
  return value.size() == 2 || value.size() == 4 || value.size() == 8 ? big_endian(value) : 0;
}

}  // namespace apsis
