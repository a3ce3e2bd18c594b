// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "bench/made_keys.hpp"

#include <blst.h>

#include <algorithm>

#include "core/endian.hpp"
#include "indexer/replay/bls_suite.hpp"

namespace apsis {
namespace {

/// Points whose denominators are inverted together.
constexpr std::size_t batch_points = 4096;

blst_scalar scalar_of(std::uint64_t number) {
  std::uint8_t bytes[32] = {};
  store_le(bytes, number);
  blst_scalar out;
  blst_scalar_from_lendian(&out, bytes);
  return out;
}

}  // namespace

std::vector<Bytes48> make_pubkeys(std::size_t count) {
  const blst_p1_affine* step = blst_p1_affine_generator();
  blst_p1 point{};
  blst_p1_from_affine(&point, step);
  std::vector<Bytes48> out(count);
  std::vector<blst_p1> points(batch_points);
  std::vector<blst_p1_affine> affine(batch_points);
  for (std::size_t begin = 0; begin < count; begin += batch_points) {
    const std::size_t batch = std::min(batch_points, count - begin);
    for (std::size_t i = 0; i < batch; ++i) {
      points[i] = point;
      blst_p1_add_or_double_affine(&point, &point, step);
    }
    const blst_p1* const first[] = {points.data(), nullptr};
    blst_p1s_to_affine(affine.data(), first, batch);
    for (std::size_t i = 0; i < batch; ++i) {
      blst_p1_affine_compress(out[begin + i].data(), &affine[i]);
    }
  }
  return out;
}

Bytes96 sign_with_key(std::size_t index, const Bytes32& message) {
  blst_p2 hash;
  blst_hash_to_g2(&hash, message.data(), message.size(), bls_suite_bytes(), bls_suite_size, nullptr,
                  0);
  const blst_scalar secret = scalar_of(index + 1);
  blst_p2 signature;
  blst_sign_pk_in_g1(&signature, &hash, &secret);
  Bytes96 out;
  blst_p2_compress(out.data(), &signature);
  return out;
}

Bytes48 sum_of_keys(std::span<const std::size_t> indices) {
  std::uint64_t sum = 0;
  for (const std::size_t index : indices) sum += index + 1;
  const blst_scalar secret = scalar_of(sum);
  blst_p1 point;
  blst_sk_to_pk_in_g1(&point, &secret);
  Bytes48 out;
  blst_p1_compress(out.data(), &point);
  return out;
}

}  // namespace apsis
