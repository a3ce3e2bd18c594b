// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "oracle/chain/abi_code.hpp"

namespace apsis {

namespace {

constexpr std::size_t word_bytes = 32;

/// Reads values from left to right; what stands behind an offset must come next. Keeps the first
/// thing that was wrong, and reads on with zeros and empty lists after it.
class Decoder {
 public:
  explicit Decoder(ByteSpan bytes) : bytes_(bytes) {}

  /// `count` values whose heads start at `base` and whose dynamic parts follow them; all are of the
  /// one type, or there is a type for each. `next` is where the values end.
  AbiValue::List list(std::span<const AbiType> types, std::size_t count, std::size_t base,
                      std::size_t& next) {
    std::size_t at = base;
    next = base;
    if (types.size() == 1)
      next += count * types[0].head_bytes();
    else
      for (const AbiType& type : types) next += type.head_bytes();
    AbiValue::List out;
    out.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const AbiType& type = types.size() == 1 ? types[0] : types[i];
      if (type.is_dynamic()) {
        const uint256 offset = word(at, type);
        if (!failed() && offset != next - base) wrong(at, "offset of " + type.text());
        out.push_back(dynamic(type, next, next));
      } else {
        out.push_back(fixed(type, at));
      }
      at += type.head_bytes();
    }
    return out;
  }

  void wrong(std::size_t at, std::string what) {
    if (complaint_.empty()) complaint_ = "byte " + std::to_string(at) + ": " + std::move(what);
  }
  bool failed() const { return !complaint_.empty(); }
  const std::string& complaint() const { return complaint_; }

 private:
  bool has(std::size_t at, std::size_t count) const {
    return at <= bytes_.size() && count <= bytes_.size() - at;
  }

  uint256 word(std::size_t at, const AbiType& type) {
    if (failed()) return 0;
    if (has(at, word_bytes)) return uint256_from_be(bytes_.subspan(at, word_bytes));
    wrong(at, "ends within " + type.text());
    return 0;
  }

  AbiValue fixed(const AbiType& type, std::size_t at) {
    if (type.kind == AbiKind::tuple) {
      std::size_t next = at;
      return list(type.parts, type.parts.size(), at, next);
    }
    const uint256 number = word(at, type);
    switch (type.kind) {
      case AbiKind::signed_integer:
        return signed_value(type, number, at);
      case AbiKind::boolean:
        if (number > 1) wrong(at, "is no bool");
        return number == 1;
      case AbiKind::address: {
        if (number >> 160 != 0) wrong(at, "is no address");
        Bytes20 out{};
        const Bytes32 bytes = to_be_bytes(number);
        std::copy(bytes.begin() + 12, bytes.end(), out.begin());
        return out;
      }
      case AbiKind::fixed_bytes: {
        const Bytes32 bytes = to_be_bytes(number);
        const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(type.size);
        if (std::any_of(end, bytes.end(), [](std::uint8_t byte) { return byte != 0; }))
          wrong(at, "is no " + type.text());
        return Bytes(bytes.begin(), end);
      }
      default:
        if (type.size < 256 && number >> type.size != 0) wrong(at, "is no " + type.text());
        return number;
    }
  }

  AbiValue signed_value(const AbiType& type, const uint256& number, std::size_t at) {
    const bool negative = number >> 255 != 0;
    const uint256 size = negative ? uint256(~uint256(0) - number) : number;  // of a negative: - 1
    if (size >> (type.size - 1) != 0) wrong(at, "is no " + type.text());
    return negative ? int256(-int256(size) - 1) : int256(size);
  }

  AbiValue dynamic(const AbiType& type, std::size_t at, std::size_t& next) {
    if (type.kind == AbiKind::tuple) return list(type.parts, type.parts.size(), at, next);
    const uint256 count = word(at, type);
    next = at + word_bytes;
    // Each element takes at least a word, each byte one: a larger count cannot be there.
    if (!failed() && count > bytes_.size()) wrong(at, "count of " + type.text());
    if (failed()) return type.kind == AbiKind::array ? AbiValue(AbiValue::List{}) : Bytes{};
    const auto size = static_cast<std::size_t>(count);
    return type.kind == AbiKind::array ? array(type, size, next) : counted(type, size, next);
  }

  AbiValue array(const AbiType& type, std::size_t count, std::size_t& next) {
    const std::size_t head_bytes = type.parts[0].head_bytes();
    if (count > bytes_.size() / head_bytes || !has(next, count * head_bytes)) {
      wrong(next, "ends within " + type.text());
      return AbiValue::List{};
    }
    return list(type.parts, count, next, next);
  }

  AbiValue counted(const AbiType& type, std::size_t size, std::size_t& next) {
    const std::size_t whole = (size + word_bytes - 1) / word_bytes * word_bytes;
    if (!has(next, whole)) {
      wrong(next, "ends within " + type.text());
      return Bytes{};
    }
    const ByteSpan bytes = bytes_.subspan(next, size);
    const ByteSpan padding = bytes_.subspan(next + size, whole - size);
    if (std::ranges::any_of(padding, [](std::uint8_t byte) { return byte != 0; }))
      wrong(next + size, "padding of " + type.text() + " is not zero");
    next += whole;
    if (type.kind == AbiKind::string) return std::string(bytes.begin(), bytes.end());
    return Bytes(bytes.begin(), bytes.end());
  }

  ByteSpan bytes_;
  std::string complaint_;
};

}  // namespace

Expected<std::vector<AbiValue>> abi_decode(std::span<const AbiType> types, ByteSpan bytes) {
  Decoder decoder(bytes);
  std::size_t end = 0;
  AbiValue::List out = decoder.list(types, types.size(), 0, end);
  if (!decoder.failed() && end != bytes.size())
    decoder.wrong(end, std::to_string(bytes.size() - end) + " bytes too many");
  if (decoder.failed())
    return fail(ErrorKind::decode, decoder.complaint(), "ABI", "is the contract the right one?");
  return out;
}

}  // namespace apsis
