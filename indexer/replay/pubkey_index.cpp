// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/pubkey_index.hpp"

#include <algorithm>

#include "core/endian.hpp"

namespace apsis {

std::size_t PubkeyIndex::home(const Bytes48& pubkey) const {
  // The first byte of a compressed point holds flags; the middle is as good as random.
  return load_le<std::uint64_t>(pubkey.data() + 16) & (slots_.size() - 1);
}

std::optional<std::uint32_t> PubkeyIndex::find(std::span<const Bytes48> column,
                                               const Bytes48& pubkey) const {
  if (slots_.empty()) return std::nullopt;
  for (std::size_t at = home(pubkey); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
    const std::uint32_t index = slots_[at] - 1;
    if (column[index] == pubkey) return index;
  }
  return std::nullopt;
}

void PubkeyIndex::insert(std::span<const Bytes48> column, std::uint32_t index) {
  std::size_t at = home(column[index]);
  while (slots_[at] != 0) {
    if (column[slots_[at] - 1] == column[index]) return;
    at = (at + 1) & (slots_.size() - 1);
  }
  slots_[at] = index + 1;
}

void PubkeyIndex::grow(std::span<const Bytes48> column) {
  std::size_t size = std::max<std::size_t>(slots_.size(), 64);
  while (size < 2 * column.size()) size *= 2;
  slots_.assign(size, 0);
  for (std::size_t i = 0; i < count_; ++i) insert(column, static_cast<std::uint32_t>(i));
}

void PubkeyIndex::update(std::span<const Bytes48> column) {
  if (2 * column.size() > slots_.size()) grow(column);
  for (; count_ < column.size(); ++count_) insert(column, static_cast<std::uint32_t>(count_));
}

}  // namespace apsis
