// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/bytes.hpp"
#include "core/uint256.hpp"

namespace apsis {

/// A value of the contract ABI: uint256 for unsigned integers, int256 for signed ones, bool,
/// Bytes20 for addresses, Bytes for bytes of fixed and of any length, text, and lists for arrays
/// and tuples.
struct AbiValue {
  using List = std::vector<AbiValue>;
  std::variant<uint256, int256, bool, Bytes20, Bytes, std::string, List> value;

  AbiValue(uint256 number) : value(std::move(number)) {}
  AbiValue(std::uint64_t number) : value(uint256(number)) {}
  AbiValue(int256 number) : value(std::move(number)) {}
  AbiValue(bool flag) : value(flag) {}
  AbiValue(const Bytes20& address) : value(address) {}
  AbiValue(const Bytes32& bytes) : value(Bytes(bytes.begin(), bytes.end())) {}
  AbiValue(Bytes bytes) : value(std::move(bytes)) {}
  AbiValue(std::string text) : value(std::move(text)) {}
  AbiValue(List parts) : value(std::move(parts)) {}

  /// The value as the kind that its type says; the caller knows the type.
  const uint256& number() const { return std::get<uint256>(value); }
  const int256& signed_number() const { return std::get<int256>(value); }
  bool flag() const { return std::get<bool>(value); }
  const Bytes20& address() const { return std::get<Bytes20>(value); }
  const Bytes& bytes() const { return std::get<Bytes>(value); }
  const std::string& text() const { return std::get<std::string>(value); }
  const List& list() const { return std::get<List>(value); }

  bool operator==(const AbiValue&) const = default;
};

}  // namespace apsis
