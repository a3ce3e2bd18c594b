// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/bls.hpp"

#include <blst.h>

#include "core/hash/merkle.hpp"
#include "core/hash/sha256.hpp"
#include "indexer/replay/bls_suite.hpp"
#include "indexer/replay/containers.hpp"

namespace apsis {
namespace {

constexpr std::uint8_t domain_deposit = 3;

/// `compute_domain` for deposits: valid on every fork, so with an empty genesis validators root.
Bytes32 deposit_domain(const std::array<std::uint8_t, 4>& genesis_fork_version) {
  Bytes32 version{};
  std::memcpy(version.data(), genesis_fork_version.data(), genesis_fork_version.size());
  const Bytes32 fork_data_root = hash_pair(version, Bytes32{});
  Bytes32 domain{domain_deposit};
  std::memcpy(domain.data() + 4, fork_data_root.data(), 28);
  return domain;
}

}  // namespace

Expected<Bytes48> aggregate_pubkeys(std::span<const Bytes48> pubkeys) {
  blst_p1 sum{};
  for (std::size_t i = 0; i < pubkeys.size(); ++i) {
    blst_p1_affine point;
    if (blst_p1_uncompress(&point, pubkeys[i].data()) != BLST_SUCCESS) {
      return fail(ErrorKind::invalid, "key " + std::to_string(i) + " is not a point of the curve",
                  "eth_aggregate_pubkeys");
    }
    if (i == 0) {
      blst_p1_from_affine(&sum, &point);
    } else {
      blst_p1_add_or_double_affine(&sum, &sum, &point);
    }
  }
  Bytes48 out;
  blst_p1_compress(out.data(), &sum);
  return out;
}

bool verify_signature(const Bytes48& pubkey, const Bytes32& message, const Bytes96& signature) {
  blst_p1_affine key;
  blst_p2_affine point;
  if (blst_p1_uncompress(&key, pubkey.data()) != BLST_SUCCESS) return false;
  if (blst_p1_affine_is_inf(&key) || !blst_p1_affine_in_g1(&key)) return false;
  if (blst_p2_uncompress(&point, signature.data()) != BLST_SUCCESS) return false;
  if (!blst_p2_affine_in_g2(&point)) return false;
  return blst_core_verify_pk_in_g1(&key, &point, true, message.data(), message.size(),
                                   bls_suite_bytes(), bls_suite_size, nullptr, 0) == BLST_SUCCESS;
}

bool is_valid_deposit_signature(const Bytes48& pubkey, const Bytes32& credentials,
                                std::uint64_t amount_gwei, const Bytes96& signature,
                                const std::array<std::uint8_t, 4>& genesis_fork_version) {
  const Bytes32 leaves[] = {hash_tree_root(pubkey), credentials, hash_tree_root(amount_gwei)};
  const Bytes32 message_root = merkleize(std::span<const Bytes32>(leaves), 2);
  const Bytes32 signing_root = hash_pair(message_root, deposit_domain(genesis_fork_version));
  return verify_signature(pubkey, signing_root, signature);
}

}  // namespace apsis
