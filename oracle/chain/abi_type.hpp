// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace apsis {

/// The families of the contract ABI's types.
enum class AbiKind {
  unsigned_integer,
  signed_integer,
  address,
  boolean,
  fixed_bytes,
  bytes,
  string,
  array,
  tuple,
};

/// A type of the contract ABI.
struct AbiType {
  AbiKind kind = AbiKind::unsigned_integer;
  std::size_t size = 0;  ///< bits of an integer, bytes of fixed bytes
  /// Of an array the one type of its elements, of a tuple its fields.
  std::vector<AbiType> parts = {};

  /// Whether values stand behind an offset.
  bool is_dynamic() const;
  /// Bytes that a value takes in its parent's head.
  std::size_t head_bytes() const;
  /// The type as signatures write it.
  std::string text() const;

  bool operator==(const AbiType&) const = default;
};

/// How deep types may nest.
inline constexpr std::size_t max_abi_depth = 8;

/// Types of a list as signatures write it, without the outer brackets: "uint256,(address,bytes)[]".
/// `decode` with the place in the text for anything that is no such list. Arrays of a fixed length
/// are not read: no contract of Rocket Pool has them.
Expected<std::vector<AbiType>> parse_abi_types(std::string_view text);

}  // namespace apsis
