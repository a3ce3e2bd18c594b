// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>

#include "core/bytes.hpp"
#include "indexer/decode/ssz_type.hpp"

namespace apsis {

/// A value of an SSZ type that can be changed part by part and written out; starts as the type's
/// default. For tests that need states and blocks of their own.
class SszBuilder {
 public:
  explicit SszBuilder(const SszType& type);

  /// Field of a container.
  SszBuilder& operator[](std::string_view field);
  /// Element of a list or vector.
  SszBuilder& at(std::size_t index) { return parts_.at(index); }
  /// Appends a default element to a list and gives it.
  SszBuilder& add();
  /// Sets the bytes of a value that has no parts (for bitlists: with the delimiter).
  void set(ByteSpan bytes) { bytes_.assign(bytes.begin(), bytes.end()); }
  void set(std::uint64_t number);
  /// The value as it is serialized.
  Bytes write() const;

 private:
  Bytes write_parts() const;

  const SszType* type_;
  Bytes bytes_;
  std::deque<SszBuilder> parts_;
};

}  // namespace apsis
