// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/pubkey_index.hpp"

#include <algorithm>
#include <cstring>
#include <random>

namespace apsis {

namespace {

/// Both halves of a product, folded into one.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Drawn once: all indices of a process share it.
const PubkeyIndex::Secret& process_secret() {
  static const PubkeyIndex::Secret secret = [] {
    std::random_device device;
    PubkeyIndex::Secret out;
    for (std::uint64_t& word : out) word = std::uint64_t{device()} << 32 | device();
    return out;
  }();
  return secret;
}

}  // namespace

PubkeyIndex::PubkeyIndex() : secret_(process_secret()) {}

std::size_t PubkeyIndex::home(const Bytes48& pubkey) const {
  std::uint64_t words[6];
  std::memcpy(words, pubkey.data(), sizeof words);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < 6; i += 2) {
    sum += fold(words[i] ^ secret_[i], words[i + 1] ^ secret_[i + 1]);
  }
  return fold(sum ^ secret_[6], secret_[0] | 1) & (slots_.size() - 1);
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

std::size_t PubkeyIndex::longest_search(std::span<const Bytes48> column) const {
  std::size_t longest = 0;
  for (std::size_t at = 0; at < slots_.size(); ++at) {
    if (slots_[at] == 0) continue;
    longest = std::max(longest, (at - home(column[slots_[at] - 1])) & (slots_.size() - 1));
  }
  return longest;
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
