// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "core/bytes.hpp"
#include "core/endian.hpp"
#include "core/error.hpp"
#include "indexer/decode/ssz_type.hpp"

namespace apsis {

/// Checks that `bytes` is exactly one serialized value of `type`: every offset, length, bitlist
/// delimiter, padding bit and boolean. The error names type, field path and byte.
Expected<void> check_ssz(const SszType& type, ByteSpan bytes);

/// A value inside a buffer that check_ssz has accepted; copies nothing. The buffer and the type
/// outlive the view. Accessors of the wrong kind are programming errors and end the process.
class SszView {
 public:
  SszView(const SszType& type, ByteSpan bytes) : type_(&type), bytes_(bytes) {}

  const SszType& type() const { return *type_; }
  ByteSpan bytes() const { return bytes_; }

  /// Field of a container by its name in the specs.
  SszView field(std::string_view name) const;
  /// Whether the container has this field (forks add fields).
  bool has(std::string_view name) const { return type_->field_index(name) >= 0; }
  /// Field of a container by position.
  SszView field_at(std::size_t index) const;

  /// Elements of a list or vector.
  std::size_t size() const;
  /// Element of a list or vector.
  SszView operator[](std::size_t index) const;

  /// Bits of a bitvector or bitlist (delimiter not counted).
  std::size_t bit_count() const;
  /// One bit of a bitvector or bitlist.
  bool bit(std::size_t index) const { return (bytes_[index / 8] >> index % 8 & 1) != 0; }

  /// Value of a uint64.
  std::uint64_t as_u64() const { return load_le<std::uint64_t>(bytes_.data()); }
  /// Copy of a fixed byte vector.
  template <std::size_t N>
  std::array<std::uint8_t, N> as_bytes() const {
    return to_array<N>(bytes_);
  }

 private:
  const SszType* type_;
  ByteSpan bytes_;
};

/// Whether a value is the default of its type: zeros and empty lists (`is_default` of a container).
bool is_default(const SszView& value);

/// Merkle root of a value that check_ssz has accepted (`hash_tree_root`).
Bytes32 hash_tree_root(const SszView& value);

}  // namespace apsis
