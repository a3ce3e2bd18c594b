// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace apsis {

/// Shapes of the SimpleSerialize types (ssz/simple-serialize.md). Progressive shapes (EIP-7916,
/// EIP-7495) will be further kinds here.
enum class SszKind : std::uint8_t {
  uint,         ///< little-endian integer of fixed_size bytes
  boolean,      ///< one byte, 0 or 1
  byte_vector,  ///< Vector[byte, fixed_size], also every hash, key and signature
  byte_list,    ///< List[byte, limit]
  bitvector,    ///< limit bits
  bitlist,      ///< at most limit bits and a delimiter bit
  vector,       ///< limit elements
  list,         ///< at most limit elements
  container,
};

struct SszType;

/// Field of a container.
struct SszField {
  std::string name;
  const SszType* type;
};

/// Description of one SSZ type; the decoder, the views and hash_tree_root all follow it.
struct SszType {
  std::string name;
  SszKind kind;
  std::uint64_t fixed_size = 0;  ///< bytes; 0: of variable size
  std::uint64_t limit = 0;       ///< elements, bits or bytes
  const SszType* element = nullptr;
  std::vector<SszField> fields;

  /// Whether every value has the same size.
  bool is_fixed() const { return fixed_size != 0; }
  /// Bytes that a value takes within its parent's fixed part (an offset if variable).
  std::uint64_t inline_size() const { return is_fixed() ? fixed_size : 4; }
  /// Whether several elements share a 32-byte chunk.
  bool is_basic() const { return kind == SszKind::uint || kind == SszKind::boolean; }
  /// Index of a field; -1 if there is none of that name.
  int field_index(std::string_view field) const;
};

/// Owns type descriptions, which point to each other; addresses stay valid as long as it lives.
class SszTypes {
 public:
  SszTypes() = default;
  // A copy's descriptions would point into the original.
  SszTypes(const SszTypes&) = delete;
  SszTypes& operator=(const SszTypes&) = delete;
  SszTypes(SszTypes&&) = default;
  SszTypes& operator=(SszTypes&&) = default;

  const SszType* uint(unsigned bytes);
  const SszType* boolean();
  const SszType* byte_vector(std::uint64_t size);
  const SszType* byte_list(std::uint64_t limit);
  const SszType* bitvector(std::uint64_t bits);
  const SszType* bitlist(std::uint64_t limit);
  const SszType* vector(const SszType* element, std::uint64_t length);
  const SszType* list(const SszType* element, std::uint64_t limit);
  const SszType* container(std::string name, std::vector<SszField> fields);

  /// Container of that name; null if there is none.
  const SszType* find(std::string_view name) const;

 private:
  const SszType* add(SszType type);
  std::deque<SszType> types_;
};

}  // namespace apsis
