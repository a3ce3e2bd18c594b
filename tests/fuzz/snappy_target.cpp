// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/snappy_frame.hpp"

#include "core/check.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace apsis {
namespace {

constexpr std::size_t max_bytes = 1 << 22;

}  // namespace

const char* const target_name = "snappy";

std::vector<Bytes> target_seeds() {
  Bytes noise(200'000);
  std::uint32_t state = 1;
  for (std::uint8_t& byte : noise) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  return {pack_snappy_frames(Bytes(1000, 3)), pack_snappy_frames(Bytes(70'000, 3)),
          pack_snappy_frames(noise), pack_snappy_frames({})};
}

void run_target(ByteSpan input) {
  const auto framed = unpack_snappy_frames(input, max_bytes);
  if (framed) {
    CHECK(framed->size() <= max_bytes);
    const auto again = unpack_snappy_frames(pack_snappy_frames(*framed), max_bytes);
    CHECK(again && *again == *framed);
  }
  const auto block = unpack_snappy_block(input, max_bytes);
  CHECK(!block || block->size() <= max_bytes);
}

}  // namespace apsis
