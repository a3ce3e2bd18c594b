// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/hex.hpp"
#include "core/uint256.hpp"
#include "core/units.hpp"

namespace apsis {

/// Writes JSON without spaces, field after field; the caller opens and closes in pairs. Texts are
/// the program's own names and need no escapes.
class SnapshotJson {
 public:
  void open(char bracket) {
    comma();
    text_ += bracket;
    is_first_ = true;
  }
  void open(std::string_view key, char bracket) {
    name(key);
    text_ += bracket;
    is_first_ = true;
  }
  void close(char bracket) {
    text_ += bracket;
    is_first_ = false;
  }
  void line() { text_ += '\n'; }

  void number(std::string_view key, std::uint64_t value) {
    name(key);
    fmt::format_to(std::back_inserter(text_), "{}", value);
  }
  /// A number; as a text where it stands for never.
  void epoch(std::string_view key, std::uint64_t value) {
    if (value != far_future_epoch) return number(key, value);
    text(key, "18446744073709551615");
  }
  void amount(std::string_view key, const uint256& value) { text(key, to_decimal(value)); }
  void signed_amount(std::string_view key, const int256& value) { text(key, value.str()); }
  void flag(std::string_view key, bool value) {
    name(key);
    text_ += value ? "true" : "false";
  }
  void text(std::string_view key, std::string_view value) {
    name(key);
    quoted(value);
  }
  void text(std::string_view value) {
    comma();
    quoted(value);
  }
  void bytes(std::string_view key, ByteSpan value) { text(key, to_hex(value)); }

  /// What was written; this is empty afterwards.
  std::string take() { return std::move(text_); }

 private:
  void comma() {
    if (!is_first_) text_ += ',';
    is_first_ = false;
  }
  void name(std::string_view key) {
    comma();
    quoted(key);
    text_ += ':';
  }
  void quoted(std::string_view value) {
    text_ += '"';
    text_ += value;
    text_ += '"';
  }

  std::string text_;
  bool is_first_ = true;
};

}  // namespace apsis
