// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// Secret bytes on pages of their own that are never swapped out, never dumped and not given to
/// child processes; overwritten with zeros before they are freed. Not copyable.
class LockedBytes {
 public:
  /// So many zero bytes. `unavailable` when the system does not let this process lock memory.
  static Expected<LockedBytes> make(std::size_t size);
  /// A copy of bytes that the caller overwrites itself if they are secret.
  static Expected<LockedBytes> copy_of(ByteSpan bytes);

  LockedBytes() = default;
  LockedBytes(LockedBytes&& other) noexcept;
  LockedBytes& operator=(LockedBytes&& other) noexcept;
  ~LockedBytes();

  std::uint8_t* data() { return data_; }
  const std::uint8_t* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::span<std::uint8_t> bytes() { return {data_, size_}; }
  ByteSpan view() const { return {data_, size_}; }

  /// Forgets the bytes behind the first `size`; there are at least that many.
  void shrink(std::size_t size);

 private:
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t mapped_ = 0;
};

/// Overwrites bytes in a way that the compiler does not leave out.
void wipe(std::span<std::uint8_t> bytes);

}  // namespace apsis
