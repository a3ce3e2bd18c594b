// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/abi_type.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace apsis {

namespace {

constexpr std::size_t word_bytes = 32;

/// Reads types out of a text, from left to right.
class TypeParser {
 public:
  explicit TypeParser(std::string_view text) : text_(text) {}

  /// A list up to the end of the text or to a closing bracket.
  std::optional<std::vector<AbiType>> list(std::size_t depth) {
    std::vector<AbiType> out;
    if (at_ == text_.size() || text_[at_] == ')') return out;
    while (true) {
      std::optional<AbiType> type = one(depth);
      if (!type) return std::nullopt;
      out.push_back(std::move(*type));
      if (at_ == text_.size() || text_[at_] != ',') return out;
      ++at_;
    }
  }
  bool at_end() const { return at_ == text_.size(); }
  std::size_t place() const { return at_; }

 private:
  std::optional<AbiType> one(std::size_t depth) {
    if (depth > max_abi_depth) return std::nullopt;
    std::optional<AbiType> out = text_.substr(at_).starts_with('(') ? tuple(depth) : named();
    while (out && text_.substr(at_).starts_with("[]")) {
      if (++depth > max_abi_depth) return std::nullopt;
      at_ += 2;
      out = AbiType{AbiKind::array, 0, {std::move(*out)}};
    }
    return out;
  }

  std::optional<AbiType> tuple(std::size_t depth) {
    ++at_;
    std::optional<std::vector<AbiType>> fields = list(depth + 1);
    if (!fields || fields->empty() || at_end() || text_[at_] != ')') return std::nullopt;
    ++at_;
    return AbiType{AbiKind::tuple, 0, std::move(*fields)};
  }

  std::optional<AbiType> named() {
    const std::size_t end = std::min(text_.find_first_of(",)[", at_), text_.size());
    const std::string_view name = text_.substr(at_, end - at_);
    at_ = end;
    if (name == "address") return AbiType{AbiKind::address};
    if (name == "bool") return AbiType{AbiKind::boolean};
    if (name == "bytes") return AbiType{AbiKind::bytes};
    if (name == "string") return AbiType{AbiKind::string};
    if (name.starts_with("uint")) return sized(AbiKind::unsigned_integer, name.substr(4), 8, 256);
    if (name.starts_with("int")) return sized(AbiKind::signed_integer, name.substr(3), 8, 256);
    if (name.starts_with("bytes")) return sized(AbiKind::fixed_bytes, name.substr(5), 1, 32);
    return std::nullopt;
  }

  static std::optional<AbiType> sized(AbiKind kind, std::string_view digits, std::size_t step,
                                      std::size_t most) {
    std::size_t size = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    const bool is_number = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
    if (!is_number || size == 0 || size % step != 0 || size > most) return std::nullopt;
    return AbiType{kind, size};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string list_text(const std::vector<AbiType>& types) {
  std::string out;
  for (const AbiType& type : types) out += (out.empty() ? "" : ",") + type.text();
  return out;
}

}  // namespace

bool AbiType::is_dynamic() const {
  if (kind == AbiKind::bytes || kind == AbiKind::string || kind == AbiKind::array) return true;
  return kind == AbiKind::tuple && std::ranges::any_of(parts, &AbiType::is_dynamic);
}

std::size_t AbiType::head_bytes() const {
  if (kind != AbiKind::tuple || is_dynamic()) return word_bytes;
  std::size_t out = 0;
  for (const AbiType& part : parts) out += part.head_bytes();
  return out;
}

std::string AbiType::text() const {
  switch (kind) {
    case AbiKind::unsigned_integer:
      return "uint" + std::to_string(size);
    case AbiKind::signed_integer:
      return "int" + std::to_string(size);
    case AbiKind::address:
      return "address";
    case AbiKind::boolean:
      return "bool";
    case AbiKind::fixed_bytes:
      return "bytes" + std::to_string(size);
    case AbiKind::bytes:
      return "bytes";
    case AbiKind::string:
      return "string";
    case AbiKind::array:
      return parts[0].text() + "[]";
    case AbiKind::tuple:
      break;
  }
  return "(" + list_text(parts) + ")";
}

Expected<std::vector<AbiType>> parse_abi_types(std::string_view text) {
  TypeParser parser(text);
  std::optional<std::vector<AbiType>> out = parser.list(0);
  if (out && parser.at_end()) return std::move(*out);
  return fail(ErrorKind::decode, "is no list of ABI types",
              "character " + std::to_string(parser.place()) + " of \"" + std::string(text) + "\"");
}

}  // namespace apsis
