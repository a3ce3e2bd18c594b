// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/fork_digest.hpp"

#include <algorithm>

#include "core/endian.hpp"
#include "core/hash/sha256.hpp"

namespace apsis {

std::array<std::uint8_t, 4> compute_fork_digest(const ChainConfig& config,
                                                const Bytes32& genesis_validators_root,
                                                std::uint64_t epoch) {
  const Fork fork = config.fork_at(epoch);
  const auto& version = config.forks[static_cast<std::size_t>(fork)].version;
  Bytes32 version_chunk{};
  std::copy(version.begin(), version.end(), version_chunk.begin());
  const Bytes32 base = hash_pair(version_chunk, genesis_validators_root);
  std::array<std::uint8_t, 4> out{};
  std::copy_n(base.begin(), out.size(), out.begin());
  if (fork < Fork::fulu) return out;
  const BlobLimit limit = config.blob_parameters_at(epoch, fork);
  std::array<std::uint8_t, 16> text{};
  store_le(text.data(), limit.epoch);
  store_le(text.data() + 8, limit.max_blobs);
  const Bytes32 mask = sha256(text);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] ^= mask[i];
  return out;
}

}  // namespace apsis
