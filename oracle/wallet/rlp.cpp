// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/rlp.hpp"

#include <algorithm>
#include <string>

namespace apsis {

namespace {

constexpr std::uint8_t text_base = 0x80;
constexpr std::uint8_t list_base = 0xc0;
/// Longest content whose length stands in the first byte.
constexpr std::size_t short_length = 55;

void append_head(Bytes& out, std::uint8_t base, std::size_t length) {
  if (length <= short_length) {
    out.push_back(static_cast<std::uint8_t>(base + length));
    return;
  }
  int bytes = 0;
  for (std::size_t rest = length; rest != 0; rest >>= 8) ++bytes;
  out.push_back(static_cast<std::uint8_t>(base + short_length + static_cast<std::size_t>(bytes)));
  for (int at = bytes - 1; at >= 0; --at)
    out.push_back(static_cast<std::uint8_t>(length >> (8 * at)));
}

ByteSpan without_leading_zeros(ByteSpan bytes) {
  const auto first = std::ranges::find_if(bytes, [](std::uint8_t byte) { return byte != 0; });
  return bytes.subspan(static_cast<std::size_t>(first - bytes.begin()));
}

}  // namespace

void rlp_append(Bytes& out, ByteSpan text) {
  if (text.size() != 1 || text[0] >= text_base) append_head(out, text_base, text.size());
  out.insert(out.end(), text.begin(), text.end());
}

void rlp_append(Bytes& out, const uint256& number) {
  const Bytes32 bytes = to_be_bytes(number);
  rlp_append(out, without_leading_zeros(bytes));
}

Bytes rlp_list(ByteSpan items) {
  Bytes out;
  append_head(out, list_base, items.size());
  out.insert(out.end(), items.begin(), items.end());
  return out;
}

std::unexpected<Error> RlpReader::failed(std::string what) const {
  return fail(ErrorKind::decode, std::move(what), "RLP, byte " + std::to_string(at_));
}

Expected<RlpReader::Item> RlpReader::next() {
  if (is_done()) return failed("an item is missing");
  const std::uint8_t head = bytes_[at_];
  if (head < text_base) {
    const Item out{false, bytes_.subspan(at_, 1)};
    ++at_;
    return out;
  }
  const bool is_list = head >= list_base;
  const std::size_t length = head - (is_list ? list_base : text_base);
  if (length > short_length) return long_item(head);
  if (bytes_.size() - at_ - 1 < length) return failed("an item is longer than what is there");
  const Item out{is_list, bytes_.subspan(at_ + 1, length)};
  if (!is_list && length == 1 && out.content[0] < text_base)
    return failed("a single byte has a length of its own");
  at_ += 1 + length;
  return out;
}

Expected<RlpReader::Item> RlpReader::long_item(std::uint8_t head) {
  const bool is_list = head >= list_base;
  const std::size_t digits = head - (is_list ? list_base : text_base) - short_length;
  const std::size_t left = bytes_.size() - at_ - 1;
  if (left < digits) return failed("a length is cut off");
  const ByteSpan digit_bytes = bytes_.subspan(at_ + 1, digits);
  if (digit_bytes[0] == 0) return failed("a length begins with zero");
  std::uint64_t length = 0;
  for (const std::uint8_t byte : digit_bytes) length = length << 8 | byte;
  if (length <= short_length) return failed("a short length is written as a long one");
  if (left - digits < length) return failed("an item is longer than what is there");
  const Item out{is_list, bytes_.subspan(at_ + 1 + digits, length)};
  at_ += 1 + digits + length;
  return out;
}

Expected<ByteSpan> RlpReader::text() {
  const Expected<Item> item = next();
  if (!item) return std::unexpected(item.error());
  if (item->is_list) return failed("a list stands where bytes belong");
  return item->content;
}

Expected<uint256> RlpReader::number() {
  const Expected<ByteSpan> bytes = text();
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->size() > 32) return failed("a number has more than 32 bytes");
  if (!bytes->empty() && (*bytes)[0] == 0) return failed("a number begins with zero");
  return uint256_from_be(*bytes);
}

Expected<std::uint64_t> RlpReader::small_number() {
  const Expected<uint256> value = number();
  if (!value) return std::unexpected(value.error());
  if (*value > uint256(~std::uint64_t{0})) return failed("a number has more than 8 bytes");
  return static_cast<std::uint64_t>(*value);
}

Expected<RlpReader> RlpReader::list() {
  const Expected<Item> item = next();
  if (!item) return std::unexpected(item.error());
  if (!item->is_list) return failed("bytes stand where a list belongs");
  return RlpReader(item->content);
}

}  // namespace apsis
