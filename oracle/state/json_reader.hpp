// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <deque>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/hex.hpp"
#include "core/uint256.hpp"

namespace apsis {

/// Largest JSON text that is read.
inline constexpr std::size_t max_json_bytes = std::size_t{1} << 30;
/// Amounts at or above 2^max_amount_bits wei are refused: no such amount exists, and below it no
/// product of the rulesets can exceed 256 bits.
inline constexpr unsigned max_amount_bits = 96;

/// One step of the way from a document's root to a value: a key, or else an index.
struct JsonStep {
  const JsonStep* parent;
  std::string_view key;  ///< of the document, or a text of the program
  std::size_t index;
};

/// The first thing that was wrong with a document. Readers go on with default values after it and
/// the caller asks once, at the end.
struct JsonProblem {
  std::optional<Error> first{};
  std::deque<JsonStep> steps{};  ///< to values that were looked into; complaints are placed by them
  /// Keeps the first report alone.
  void report(std::string_view path, std::string what, std::string remedy = {});
};

/// One value of a parsed document together with the way to it, so that every complaint says where.
/// The way becomes a text ("/nodes/3/address") only when there is a complaint. Valid as long as
/// its JsonDocument and its JsonProblem.
class JsonNode {
 public:
  JsonNode(simdjson::dom::element element, JsonProblem& problem)
      : element_(element), way_{nullptr, {}, 0}, problem_(&problem), is_root_(true) {}

  std::string path() const;
  /// Reports that this value is wrong.
  void wrong(std::string what, std::string remedy = {}) const;

  /// Refuses keys that are not in `keys`, and keys that stand twice.
  void allow_only(std::initializer_list<std::string_view> keys) const;
  /// Field that must be there.
  JsonNode at(std::string_view key) const;
  /// Field that may be left out or null.
  std::optional<JsonNode> find(std::string_view key) const;
  /// Fields of an object in the order of the text, duplicates included.
  std::vector<std::pair<std::string_view, JsonNode>> fields() const;
  /// Elements of an array.
  std::vector<JsonNode> items() const;
  /// Elements of an array that must have `count` of them; empty otherwise.
  std::vector<JsonNode> items(std::size_t count) const;

  /// Unsigned integer; a JSON number or a decimal text.
  std::uint64_t u64() const;
  /// Unsigned 256-bit integer; a JSON number or a decimal text.
  uint256 big() const;
  /// As big, below 2^max_amount_bits.
  uint256 amount() const;
  /// As amount, with a minus sign if it stands for less than nothing.
  int256 signed_amount() const;
  bool flag() const;
  /// A number with a fraction; files of the first intervals hold some.
  double fraction() const;
  std::string text() const;
  /// A text of printable ASCII without quotes and backslashes, as times and names are.
  std::string plain_text() const;
  /// N bytes in hex, with or without "0x".
  template <std::size_t N>
  std::array<std::uint8_t, N> bytes() const {
    const auto value = array_from_hex<N>(text_view());
    if (!value) wrong("is not " + std::to_string(N) + " bytes in hex");
    return value.value_or(std::array<std::uint8_t, N>{});
  }

 private:
  JsonNode(simdjson::dom::element element, const JsonStep& way, JsonProblem& problem)
      : element_(element), way_(way), problem_(&problem) {}

  bool failed() const { return problem_->first.has_value(); }
  std::string_view text_view() const;
  /// This value's place as the parent of others; nothing for the root.
  const JsonStep* step() const;

  simdjson::dom::element element_;
  JsonStep way_;
  mutable const JsonStep* step_ = nullptr;  // made when the first value below it is asked for
  JsonProblem* problem_;
  bool is_root_ = false;
};

/// A parsed JSON text.
class JsonDocument {
 public:
  /// `decode` if the text is not JSON or too large.
  static Expected<JsonDocument> parse(const std::string& text);

  /// The whole value; complaints go to `problem`.
  JsonNode root(JsonProblem& problem) const { return JsonNode(root_, problem); }

 private:
  std::unique_ptr<simdjson::dom::parser> parser_;
  simdjson::dom::element root_;
};

}  // namespace apsis
