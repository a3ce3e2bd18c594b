// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "core/bytes.hpp"
#include "core/hash/merkle.hpp"
#include "core/hash/merkle_tree.hpp"

namespace apsis {

/// Column of basic values or 32-byte roots that is hashed as it lies in memory; remembers its inner
/// nodes and what changed. The serialized form is the memory of `values()`.
template <class T>
class HashedColumn {
 public:
  static constexpr std::size_t values_per_chunk = 32 / sizeof(T);

  /// `limit`: most elements that the SSZ type allows.
  explicit HashedColumn(std::uint64_t limit = 1)
      : tree_(ceil_log2((limit * sizeof(T) + 31) / 32)) {}

  const std::vector<T>& values() const { return values_; }
  std::size_t size() const { return values_.size(); }
  const T& operator[](std::size_t index) const { return values_[index]; }

  void set(std::size_t index, const T& value) {
    values_[index] = value;
    tree_.mark(index / values_per_chunk);
  }
  void push_back(const T& value) {
    // The chunk may exist already, partly filled.
    tree_.mark(values_.size() / values_per_chunk);
    values_.push_back(value);
  }
  void assign(std::vector<T> values) {
    values_ = std::move(values);
    tree_.mark_all();
  }
  /// Replaces all values by the serialized ones, with room for those that may come.
  void load(ByteSpan serialized) {
    const std::size_t count = serialized.size() / sizeof(T);
    values_ = {};
    values_.reserve(with_growth_room(count));
    values_.resize(count);
    if (count > 0) std::memcpy(values_.data(), serialized.data(), count * sizeof(T));
    tree_.mark_all();
  }
  /// All values, to be changed at will; everything is hashed again.
  std::span<T> edit_all() {
    tree_.mark_all();
    return values_;
  }
  /// All values, to be changed in place; the caller tells each change with `touched`.
  std::span<T> edit() { return values_; }
  void touched(std::size_t index) { tree_.mark(index / values_per_chunk); }

  /// Root as a vector of fixed length.
  Bytes32 vector_root() { return tree_.root(bytes()); }
  /// Root as a list, its length mixed in.
  Bytes32 list_root() { return mix_in_length(tree_.root(bytes()), values_.size()); }

  /// The values as they are serialized.
  ByteSpan bytes() const {
    return {reinterpret_cast<const std::uint8_t*>(values_.data()), values_.size() * sizeof(T)};
  }

 private:
  std::vector<T> values_;
  MerkleTree tree_;
};

/// List of small containers with the root of each kept beside it. `T` has a free function
/// `Bytes32 hash_tree_root(const T&)`.
template <class T>
class HashedList {
 public:
  explicit HashedList(std::uint64_t limit = 1) : tree_(ceil_log2(limit)) {}

  const std::vector<T>& values() const { return values_; }
  std::size_t size() const { return values_.size(); }
  const T& operator[](std::size_t index) const { return values_[index]; }

  void push_back(const T& value) {
    values_.push_back(value);
    roots_.push_back(hash_tree_root(value));
  }
  void clear() {
    values_.clear();
    roots_.clear();
    tree_.mark_all();
  }
  /// Takes the first `count` elements away.
  void erase_front(std::size_t count) {
    if (count == 0) return;
    values_.erase(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(count));
    roots_.erase(roots_.begin(), roots_.begin() + static_cast<std::ptrdiff_t>(count));
    tree_.mark_all();
  }

  Bytes32 list_root() {
    const ByteSpan leaves(roots_.empty() ? nullptr : roots_[0].data(), 32 * roots_.size());
    return mix_in_length(tree_.root(leaves), roots_.size());
  }

 private:
  std::vector<T> values_;
  std::vector<Bytes32> roots_;
  MerkleTree tree_;
};

}  // namespace apsis
