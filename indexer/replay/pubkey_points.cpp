// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/pubkey_points.hpp"

#include <blst.h>

#include "core/check.hpp"

namespace apsis {
namespace {

static_assert(sizeof(blst_p1_affine) == sizeof(PublicPoint));

blst_p1_affine unpack(const PublicPoint& point) {
  blst_p1_affine out;
  std::memcpy(&out, point.bytes, sizeof out);
  return out;
}

PublicPoint pack(const blst_p1_affine& point) {
  PublicPoint out;
  std::memcpy(out.bytes, &point, sizeof point);
  return out;
}

}  // namespace

Expected<PublicPoint> decompress_pubkey(const Bytes48& pubkey) {
  blst_p1_affine point;
  if (blst_p1_uncompress(&point, pubkey.data()) != BLST_SUCCESS || blst_p1_affine_is_inf(&point) ||
      !blst_p1_affine_in_g1(&point)) {
    return fail(ErrorKind::invalid, "a public key is no point of the group", "KeyValidate");
  }
  return pack(point);
}

Expected<const PublicPoint*> PubkeyPoints::point(std::span<const Bytes48> column,
                                                 std::uint32_t validator) {
  CHECK(validator < column.size());
  if (points_.size() < column.size()) {
    points_.resize(column.size());
    known_.resize(column.size());
  }
  if (!known_[validator]) {
    blst_p1_affine point;
    if (blst_p1_uncompress(&point, column[validator].data()) != BLST_SUCCESS) {
      return fail(
          ErrorKind::invalid,
          "the public key of validator " + std::to_string(validator) + " is no point of the curve",
          "KeyValidate");
    }
    points_[validator] = pack(point);
    known_[validator] = true;
  }
  return &points_[validator];
}

Expected<PublicPoint> PubkeyPoints::sum(std::span<const Bytes48> column,
                                        std::span<const std::uint32_t> validators) {
  CHECK(!validators.empty());
  blst_p1 total{};
  for (std::size_t i = 0; i < validators.size(); ++i) {
    const auto next = point(column, validators[i]);
    if (!next) return std::unexpected(next.error());
    const blst_p1_affine affine = unpack(**next);
    if (i == 0) {
      blst_p1_from_affine(&total, &affine);
    } else {
      blst_p1_add_or_double_affine(&total, &total, &affine);
    }
  }
  blst_p1_affine out;
  blst_p1_to_affine(&out, &total);
  return pack(out);
}

}  // namespace apsis
