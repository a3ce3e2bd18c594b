// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/abi_code.hpp"

namespace apsis {

namespace {

constexpr std::size_t word_bytes = 32;

/// Writes values, and keeps the first thing that was wrong.
class Encoder {
 public:
  /// All values are of the one type, or there is a type for each.
  Bytes list(std::span<const AbiType> types, std::span<const AbiValue> values) {
    const auto type_of = [types](std::size_t i) -> const AbiType& {
      return types.size() == 1 ? types[0] : types[i];
    };
    std::size_t head_bytes = 0;
    for (std::size_t i = 0; i < values.size(); ++i) head_bytes += type_of(i).head_bytes();
    Bytes head, tail;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Bytes part = one(type_of(i), values[i]);
      if (type_of(i).is_dynamic()) {
        append(head, to_be_bytes(uint256(head_bytes + tail.size())));
        append(tail, part);
      } else {
        append(head, part);
      }
    }
    append(head, tail);
    return head;
  }

  bool failed() const { return failed_; }
  const std::string& complaint() const { return complaint_; }

 private:
  static void append(Bytes& out, ByteSpan more) { out.insert(out.end(), more.begin(), more.end()); }

  Bytes wrong(const AbiType& type) {
    if (!failed_) complaint_ = "value is no " + type.text();
    failed_ = true;
    return Bytes(word_bytes);
  }

  static Bytes word(const uint256& value) {
    const Bytes32 bytes = to_be_bytes(value);
    return Bytes(bytes.begin(), bytes.end());
  }

  Bytes one(const AbiType& type, const AbiValue& value) {
    switch (type.kind) {
      case AbiKind::unsigned_integer:
        return unsigned_word(type, value);
      case AbiKind::signed_integer:
        return signed_word(type, value);
      case AbiKind::address: {
        const auto* address = std::get_if<Bytes20>(&value.value);
        return address ? word(uint256_from_be(*address)) : wrong(type);
      }
      case AbiKind::boolean: {
        const auto* flag = std::get_if<bool>(&value.value);
        return flag ? word(*flag ? 1 : 0) : wrong(type);
      }
      case AbiKind::fixed_bytes: {
        const auto* bytes = std::get_if<Bytes>(&value.value);
        return bytes && bytes->size() == type.size ? padded(*bytes) : wrong(type);
      }
      case AbiKind::bytes: {
        const auto* bytes = std::get_if<Bytes>(&value.value);
        return bytes ? counted(*bytes) : wrong(type);
      }
      case AbiKind::string: {
        const auto* text = std::get_if<std::string>(&value.value);
        return text ? counted(Bytes(text->begin(), text->end())) : wrong(type);
      }
      case AbiKind::array:
      case AbiKind::tuple:
        break;
    }
    return parts(type, value);
  }

  Bytes parts(const AbiType& type, const AbiValue& value) {
    const auto* elements = std::get_if<AbiValue::List>(&value.value);
    if (elements == nullptr) return wrong(type);
    if (type.kind == AbiKind::tuple)
      return elements->size() == type.parts.size() ? list(type.parts, *elements) : wrong(type);
    Bytes out = word(elements->size());
    append(out, list(type.parts, *elements));
    return out;
  }

  Bytes unsigned_word(const AbiType& type, const AbiValue& value) {
    const auto* number = std::get_if<uint256>(&value.value);
    if (number == nullptr) return wrong(type);
    const bool fits = type.size == 256 || (*number >> type.size) == 0;
    return fits ? word(*number) : wrong(type);
  }

  Bytes signed_word(const AbiType& type, const AbiValue& value) {
    const auto* number = std::get_if<int256>(&value.value);
    if (number == nullptr) return wrong(type);
    const uint256 limit = uint256(1) << (type.size - 1);
    if (*number >= 0) return uint256(*number) < limit ? word(uint256(*number)) : wrong(type);
    const uint256 size(-*number);
    if (size > limit) return wrong(type);
    // Two's complement of 256 bits, whatever the type's size.
    return word(~uint256(0) - size + 1);
  }

  static Bytes padded(ByteSpan bytes) {
    Bytes out(bytes.begin(), bytes.end());
    out.resize((bytes.size() + word_bytes - 1) / word_bytes * word_bytes);
    return out;
  }

  static Bytes counted(ByteSpan bytes) {
    Bytes out = word(bytes.size());
    append(out, padded(bytes));
    return out;
  }

  bool failed_ = false;
  std::string complaint_;
};

}  // namespace

Expected<Bytes> abi_encode(std::span<const AbiType> types, std::span<const AbiValue> values) {
  if (types.size() != values.size())
    return fail(ErrorKind::usage, std::to_string(values.size()) + " values for " +
                                      std::to_string(types.size()) + " types");
  Encoder encoder;
  Bytes out = encoder.list(types, values);
  if (encoder.failed()) return fail(ErrorKind::usage, encoder.complaint());
  return out;
}

}  // namespace apsis
