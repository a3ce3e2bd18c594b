// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/content_id.hpp"

#include <algorithm>
#include <vector>

#include "core/hash/sha256.hpp"

namespace apsis {

namespace {

constexpr std::size_t chunk_bytes = 1 << 20;
constexpr std::size_t max_links = 1024;

constexpr std::uint8_t codec_raw = 0x55;
constexpr std::uint8_t codec_dag_pb = 0x70;
constexpr std::uint64_t unixfs_directory = 1;
constexpr std::uint64_t unixfs_file = 2;

/// A node of the graph as its parent sees it.
struct DagNode {
  Bytes cid;                  ///< binary CIDv1
  std::uint64_t total_bytes;  ///< of the node and all below it, as stored
  std::uint64_t file_bytes;   ///< of the file's content
};

Bytes cid_of(std::uint8_t codec, ByteSpan block) {
  // Version 1, the codec, SHA-256, 32 bytes.
  Bytes out = {0x01, codec, 0x12, 0x20};
  const Bytes32 digest = sha256(block);
  out.insert(out.end(), digest.begin(), digest.end());
  return out;
}

void put_varint(Bytes& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<std::uint8_t>(value));
}

void put_number(Bytes& out, unsigned field, std::uint64_t value) {
  put_varint(out, field << 3);
  put_varint(out, value);
}

void put_bytes(Bytes& out, unsigned field, ByteSpan value) {
  put_varint(out, field << 3 | 2);
  put_varint(out, value.size());
  out.insert(out.end(), value.begin(), value.end());
}

/// A dag-pb block: its links, then its data.
void put_link(Bytes& out, const DagNode& child, std::string_view name) {
  Bytes link;
  put_bytes(link, 1, child.cid);
  put_bytes(link, 2, ByteSpan(reinterpret_cast<const std::uint8_t*>(name.data()), name.size()));
  put_number(link, 3, child.total_bytes);
  put_bytes(out, 2, link);
}

DagNode leaf_of(ByteSpan chunk) {
  return {cid_of(codec_raw, chunk), chunk.size(), chunk.size()};
}

DagNode file_node_of(std::span<const DagNode> children) {
  Bytes block;
  Bytes data;
  DagNode out{{}, 0, 0};
  for (const DagNode& child : children) {
    put_link(block, child, "");
    out.total_bytes += child.total_bytes;
    out.file_bytes += child.file_bytes;
  }
  put_number(data, 1, unixfs_file);
  put_number(data, 3, out.file_bytes);
  for (const DagNode& child : children) put_number(data, 4, child.file_bytes);
  put_bytes(block, 1, data);
  out.cid = cid_of(codec_dag_pb, block);
  out.total_bytes += block.size();
  return out;
}

/// The file: its leaves, and levels of nodes above them until one is left.
DagNode file_of(ByteSpan content) {
  std::vector<DagNode> level;
  for (std::size_t from = 0; from < content.size(); from += chunk_bytes)
    level.push_back(leaf_of(content.subspan(from, std::min(chunk_bytes, content.size() - from))));
  if (level.empty()) level.push_back(leaf_of({}));
  while (level.size() > 1) {
    std::vector<DagNode> above;
    for (std::size_t from = 0; from < level.size(); from += max_links)
      above.push_back(
          file_node_of(std::span(level).subspan(from, std::min(max_links, level.size() - from))));
    level = std::move(above);
  }
  return std::move(level.front());
}

/// Multibase text: "b" and RFC 4648 base32 in lower case without padding.
std::string base32(ByteSpan bytes) {
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string out = "b";
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const std::uint8_t byte : bytes) {
    held = held << 8 | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += alphabet[held >> (bits - 5) & 31];
  }
  if (bits > 0) out += alphabet[held << (5 - bits) & 31];
  return out;
}

}  // namespace

std::string content_id(ByteSpan content, std::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  Bytes block;
  Bytes data;
  put_link(block, file_of(content), name);
  put_number(data, 1, unixfs_directory);
  put_bytes(block, 1, data);
  return base32(cid_of(codec_dag_pb, block));
}

}  // namespace apsis
