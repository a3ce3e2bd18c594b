// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/locked_bytes.hpp"

#include <openssl/crypto.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "core/check.hpp"

namespace apsis {

void wipe(std::span<std::uint8_t> bytes) {
  OPENSSL_cleanse(bytes.data(), bytes.size());
}

Expected<LockedBytes> LockedBytes::make(std::size_t size) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t mapped = (size / page + 1) * page;
  void* memory =
      ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return fail(ErrorKind::unavailable, "no memory for a secret", "wallet");
  if (::mlock(memory, mapped) != 0) {
    ::munmap(memory, mapped);
    return fail(ErrorKind::unavailable, "cannot lock memory for a secret", "wallet",
                "let the process lock at least 1 MiB (ulimit -l, LimitMEMLOCK, --ulimit memlock)");
  }
  // Kernels that lack one of these still lock; a dump then has what a debugger could read anyway.
  ::madvise(memory, mapped, MADV_DONTDUMP);
  ::madvise(memory, mapped, MADV_DONTFORK);
  LockedBytes out;
  out.data_ = static_cast<std::uint8_t*>(memory);
  out.size_ = size;
  out.mapped_ = mapped;
  return out;
}

Expected<LockedBytes> LockedBytes::copy_of(ByteSpan bytes) {
  Expected<LockedBytes> out = make(bytes.size());
  if (out && !bytes.empty()) std::memcpy(out->data(), bytes.data(), bytes.size());
  return out;
}

LockedBytes::LockedBytes(LockedBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_(std::exchange(other.mapped_, 0)) {}

LockedBytes& LockedBytes::operator=(LockedBytes&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(mapped_, other.mapped_);
  return *this;
}

LockedBytes::~LockedBytes() {
  if (data_ == nullptr) return;
  wipe({data_, mapped_});
  ::munlock(data_, mapped_);
  ::munmap(data_, mapped_);
}

void LockedBytes::shrink(std::size_t size) {
  CHECK(size <= size_);
  if (data_ != nullptr) wipe({data_ + size, size_ - size});
  size_ = size;
}

}  // namespace apsis
