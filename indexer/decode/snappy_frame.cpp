// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/snappy_frame.hpp"

#include <fmt/format.h>
#include <snappy.h>

#include <algorithm>
#include <array>
#include <bit>

#include "core/endian.hpp"
#include "indexer/decode/crc32c.hpp"

namespace apsis {

namespace {

constexpr std::array<std::uint8_t, 10> stream_identifier{0xff, 0x06, 0x00, 0x00, 's',
                                                         'N',  'a',  'P',  'p',  'Y'};
constexpr std::size_t chunk_header_bytes = 4;
constexpr std::size_t checksum_bytes = 4;
constexpr std::size_t max_chunk_data = 65'536;

enum ChunkType : std::uint8_t {
  chunk_packed = 0x00,
  chunk_plain = 0x01,
  chunk_first_skippable = 0x80,
  chunk_identifier = 0xff,
};

/// The format stores checksums turned and moved, so that data that holds checksums stays checkable.
std::uint32_t masked_crc32c(ByteSpan data) {
  return std::rotr(crc32c(data), 15) + 0xa282ead8u;
}

std::unexpected<Error> refuse(std::size_t offset, std::string what) {
  return fail(ErrorKind::decode, std::move(what), fmt::format("snappy stream, byte {}", offset),
              "The file is damaged: fetch it again");
}

const char* chars(ByteSpan bytes) {
  return reinterpret_cast<const char*>(bytes.data());
}

/// Adds one data chunk (checksum and data) to `out`.
Expected<void> unpack_chunk(bool packed, ByteSpan chunk, std::size_t offset, std::size_t max_bytes,
                            Bytes& out) {
  if (chunk.size() < checksum_bytes) return refuse(offset, "a data chunk has no checksum");
  const std::uint32_t expected = load_le<std::uint32_t>(chunk.data());
  const ByteSpan data = chunk.subspan(checksum_bytes);
  std::size_t size = data.size();
  if (packed && !snappy::GetUncompressedLength(chars(data), data.size(), &size)) {
    return refuse(offset, "a chunk does not tell its size");
  }
  if (size > max_chunk_data)
    return refuse(offset, fmt::format("a chunk unpacks to {} bytes", size));
  if (size > max_bytes - out.size()) {
    return refuse(offset, fmt::format("unpacks to more than {} bytes", max_bytes));
  }
  const std::size_t begin = out.size();
  out.resize(begin + size);
  if (!packed) {
    std::copy(data.begin(), data.end(), out.begin() + static_cast<std::ptrdiff_t>(begin));
  } else if (!snappy::RawUncompress(chars(data), data.size(),
                                    reinterpret_cast<char*>(out.data() + begin))) {
    return refuse(offset, "a chunk's data is not snappy");
  }
  if (masked_crc32c(ByteSpan(out).subspan(begin)) != expected) {
    return refuse(offset, "a chunk's checksum (CRC-32C) is wrong");
  }
  return {};
}

void append_chunk(Bytes& out, ByteSpan data) {
  std::array<char, 80'000> packed;  // snappy's worst case for one chunk is 76,490
  std::size_t packed_size = 0;
  snappy::RawCompress(chars(data), data.size(), packed.data(), &packed_size);
  const bool worth_it = packed_size < data.size();
  const ByteSpan body =
      worth_it ? ByteSpan(reinterpret_cast<const std::uint8_t*>(packed.data()), packed_size) : data;
  std::array<std::uint8_t, chunk_header_bytes + checksum_bytes> head;
  store_le(head.data(), static_cast<std::uint32_t>((body.size() + checksum_bytes) << 8));
  head[0] = worth_it ? chunk_packed : chunk_plain;
  store_le(head.data() + chunk_header_bytes, masked_crc32c(data));
  out.insert(out.end(), head.begin(), head.end());
  out.insert(out.end(), body.begin(), body.end());
}

}  // namespace

bool is_snappy_framed(ByteSpan bytes) {
  return bytes.size() >= stream_identifier.size() &&
         std::equal(stream_identifier.begin(), stream_identifier.end(), bytes.begin());
}

Expected<Bytes> unpack_snappy_frames(ByteSpan framed, std::size_t max_bytes) {
  if (!is_snappy_framed(framed)) return refuse(0, "does not begin with snappy's stream identifier");
  Bytes out;
  for (std::size_t offset = stream_identifier.size(); offset < framed.size();) {
    if (framed.size() - offset < chunk_header_bytes)
      return refuse(offset, "ends in a chunk's header");
    const std::uint8_t type = framed[offset];
    const std::size_t size = load_le<std::uint32_t>(framed.data() + offset) >> 8;
    if (framed.size() - offset - chunk_header_bytes < size) {
      return refuse(offset, fmt::format("ends within a chunk of {} bytes", size));
    }
    const ByteSpan chunk = framed.subspan(offset + chunk_header_bytes, size);
    if (type == chunk_packed || type == chunk_plain) {
      const auto done = unpack_chunk(type == chunk_packed, chunk, offset, max_bytes, out);
      if (!done) return std::unexpected(done.error());
    } else if (type == chunk_identifier) {
      if (!is_snappy_framed(framed.subspan(offset)) || size != 6) {
        return refuse(offset, "a repeated stream identifier is wrong");
      }
    } else if (type < chunk_first_skippable) {
      return refuse(offset, fmt::format("chunk type {:#04x} is reserved", type));
    }
    offset += chunk_header_bytes + size;
  }
  return out;
}

Bytes pack_snappy_frames(ByteSpan bytes) {
  Bytes out(stream_identifier.begin(), stream_identifier.end());
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), max_chunk_data);
    append_chunk(out, bytes.subspan(0, size));
    bytes = bytes.subspan(size);
  }
  return out;
}

Expected<Bytes> unpack_snappy_block(ByteSpan packed, std::size_t max_bytes) {
  std::size_t size = 0;
  if (!snappy::GetUncompressedLength(chars(packed), packed.size(), &size)) {
    return refuse(0, "a block does not tell its size");
  }
  if (size > max_bytes) return refuse(0, fmt::format("unpacks to more than {} bytes", max_bytes));
  // A true block cannot be 64 times smaller: no memory for what a few bytes claim.
  if (size / 64 > packed.size())
    return refuse(0, fmt::format("claims to unpack to {} bytes", size));
  Bytes out(size);
  if (!snappy::RawUncompress(chars(packed), packed.size(), reinterpret_cast<char*>(out.data()))) {
    return refuse(0, "is not snappy");
  }
  return out;
}

}  // namespace apsis
