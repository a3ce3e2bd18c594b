// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/fork_digest.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/hash/sha256.hpp"
#include "core/hex.hpp"

using namespace apsis;

namespace {

ChainConfig fulu_from_genesis() {
  ChainConfig config;
  for (std::size_t i = 0; i < fork_count; ++i) {
    config.forks[i] = {{static_cast<std::uint8_t>(i), 0, 0, 0}, 0};
  }
  config.blob_schedule = {{9, 9}, {100, 100}, {150, 175}, {200, 200}, {250, 275}, {300, 300}};
  return config;
}

Bytes32 filled(std::uint8_t value) {
  Bytes32 out;
  out.fill(value);
  return out;
}

}  // namespace

// The values are those of the executable spec's own test of this function.
TEST_CASE("the fork digest of Fulu holds the blob limit that rules the epoch") {
  const ChainConfig config = fulu_from_genesis();
  struct Case {
    std::uint64_t epoch;
    std::uint8_t root;
    const char* digest;
  };
  const Case cases[] = {{9, 0, "0xab3ae6c8"},   {11, 0, "0xab3ae6c8"},  {99, 0, "0xab3ae6c8"},
                        {100, 0, "0xdf67557b"}, {150, 0, "0x8ab38b59"}, {199, 0, "0x8ab38b59"},
                        {200, 0, "0xd9b81438"}, {250, 0, "0x4ef32a62"}, {300, 0, "0xca100d64"},
                        {301, 0, "0xca100d64"}, {9, 1, "0x89671111"},   {9, 3, "0x86544e4f"},
                        {100, 2, "0x80c6bd97"}, {100, 3, "0xf209fdfc"}};
  for (const Case& c : cases) {
    CAPTURE(c.epoch);
    CHECK(to_hex(compute_fork_digest(config, filled(c.root), c.epoch)) == c.digest);
  }
}

TEST_CASE("the fork digest depends on the fork's version") {
  ChainConfig config = fulu_from_genesis();
  config.forks[static_cast<std::size_t>(Fork::fulu)].version = {6, 0, 0, 1};
  CHECK(to_hex(compute_fork_digest(config, {}, 9)) == "0x30f8c25b");
  CHECK(to_hex(compute_fork_digest(config, {}, 100)) == "0x44a571e8");
}

TEST_CASE("before Fulu the fork digest is the head of the fork data root") {
  ChainConfig config = fulu_from_genesis();
  config.forks[static_cast<std::size_t>(Fork::fulu)].epoch = 50;
  Bytes32 version{};
  version[0] = static_cast<std::uint8_t>(Fork::electra);
  const Bytes32 root = hash_pair(version, filled(7));
  CHECK(to_hex(compute_fork_digest(config, filled(7), 49)) == to_hex(ByteSpan(root).first(4)));
  CHECK(compute_fork_digest(config, filled(7), 50) != compute_fork_digest(config, filled(7), 49));
}

TEST_CASE("before the first entry of the schedule Electra's limit counts from Electra's epoch") {
  ChainConfig config = fulu_from_genesis();
  config.forks[static_cast<std::size_t>(Fork::electra)].epoch = 3;
  const BlobLimit limit = config.blob_parameters_at(5, Fork::fulu);
  CHECK(limit.epoch == 3);
  CHECK(limit.max_blobs == config.max_blobs_per_block_electra);
}
