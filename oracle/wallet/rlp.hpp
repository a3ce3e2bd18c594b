// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/uint256.hpp"

namespace apsis {

/// Recursive length prefix, as the yellow paper's appendix B has it.

/// Puts a byte string at the end of `out`.
void rlp_append(Bytes& out, ByteSpan text);
/// Puts a number at the end of `out`: its bytes, most significant first, without leading zeros.
void rlp_append(Bytes& out, const uint256& number);
/// A list of items that are encoded one behind the other in `items`.
Bytes rlp_list(ByteSpan items);

/// Reads items one after the other; only the one canonical encoding of each is taken. Errors:
/// `decode`, with the byte.
class RlpReader {
 public:
  explicit RlpReader(ByteSpan bytes) : bytes_(bytes) {}

  /// The content of a byte string.
  Expected<ByteSpan> text();
  /// A number of up to 32 bytes.
  Expected<uint256> number();
  /// A number of up to 8 bytes.
  Expected<std::uint64_t> small_number();
  /// A reader of a list's items.
  Expected<RlpReader> list();
  /// Nothing is left.
  bool is_done() const { return at_ == bytes_.size(); }

 private:
  struct Item {
    bool is_list;
    ByteSpan content;
  };
  Expected<Item> next();
  Expected<Item> long_item(std::uint8_t head);
  std::unexpected<Error> failed(std::string what) const;

  ByteSpan bytes_;
  std::size_t at_ = 0;
};

}  // namespace apsis
