// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <random>

#include "core/endian.hpp"
#include "indexer/replay/containers.hpp"
#include "indexer/replay/hashed_column.hpp"
#include "indexer/replay/registry.hpp"

namespace {

using namespace apsis;

Bytes48 random_key(std::mt19937_64& random) {
  Bytes48 out;
  for (auto& byte : out) byte = static_cast<std::uint8_t>(random());
  return out;
}

/// A fresh registry with the same records.
Registry copy_of(const Registry& registry) {
  SszTypes types;
  const SszType* record = types.byte_vector(Registry::record_size);
  const SszType* list = types.list(record, std::uint64_t{1} << 40);
  Bytes bytes(registry.size() * Registry::record_size);
  for (std::size_t i = 0; i < registry.size(); ++i) {
    registry.serialize(i, bytes.data() + i * Registry::record_size);
  }
  Registry out;
  out.load(SszView(*list, bytes));
  return out;
}

}  // namespace

TEST_CASE("a column's root after random edits is that of a fresh column") {
  std::mt19937_64 random(7);
  HashedColumn<std::uint64_t> column(std::uint64_t{1} << 20);
  for (int round = 0; round < 400; ++round) {
    for (std::uint64_t edits = random() % 5; edits > 0; --edits) {
      if (column.size() == 0 || random() % 3 == 0) {
        column.push_back(random());
      } else {
        column.set(random() % column.size(), random());
      }
    }
    if (round % 50 == 49) column.edit_all()[random() % column.size()] = random();
    HashedColumn<std::uint64_t> fresh(std::uint64_t{1} << 20);
    fresh.assign(column.values());
    REQUIRE(column.list_root() == fresh.list_root());
  }
}

TEST_CASE("a list's root after pushes and erasures is that of a fresh list") {
  std::mt19937_64 random(8);
  HashedList<PendingConsolidation> list(1 << 18);
  for (int round = 0; round < 200; ++round) {
    for (std::uint64_t pushes = random() % 4; pushes > 0; --pushes) {
      list.push_back({random(), random()});
    }
    list.erase_front(std::min<std::size_t>(list.size(), random() % 3));
    HashedList<PendingConsolidation> fresh(1 << 18);
    for (const PendingConsolidation& entry : list.values()) fresh.push_back(entry);
    REQUIRE(list.list_root() == fresh.list_root());
  }
}

TEST_CASE("the registry's root after random edits is that of a fresh registry") {
  std::mt19937_64 random(9);
  Registry registry;
  for (int round = 0; round < 60; ++round) {
    for (std::uint64_t count = random() % 40; count > 0; --count) {
      registry.append(random_key(random), Bytes32{1}, 32'000'000'000);
    }
    for (std::uint64_t edits = registry.size() == 0 ? 0 : random() % 20; edits > 0; --edits) {
      const std::size_t at = random() % registry.size();
      registry.exit_epoch[at] = random();
      registry.slashed[at] = random() % 2;
      registry.touch(at);
    }
    Registry fresh = copy_of(registry);
    REQUIRE(registry.list_root() == fresh.list_root());
  }
}

TEST_CASE("the registry hands over what was touched, each once, in order") {
  Registry registry;
  for (std::uint8_t i = 0; i < 5; ++i) registry.append(Bytes48{i}, Bytes32{}, 0);
  registry.take_changed();
  registry.touch(3);
  registry.list_root();
  registry.touch(1);
  registry.touch(3);
  CHECK(registry.take_changed() == std::vector<std::uint32_t>{1, 3});
  CHECK(registry.take_changed().empty());
}

TEST_CASE("keys that collide are told apart, and a key that stands twice is its first entry") {
  std::vector<Bytes48> column;
  for (std::uint8_t i = 0; i < 200; ++i) column.push_back(Bytes48{i});  // same middle bytes
  column.push_back(Bytes48{7});
  PubkeyIndex index;
  index.update(std::span(column).first(10));
  index.update(column);
  for (std::uint8_t i = 0; i < 200; ++i) CHECK(index.find(column, Bytes48{i}) == i);
  CHECK_FALSE(index.find(column, Bytes48{201}).has_value());
  CHECK_FALSE(PubkeyIndex().find(column, Bytes48{1}).has_value());
}

TEST_CASE("keys that are chosen to collide do not: places depend on a secret, finds do not") {
  std::vector<Bytes48> column(20'000);
  for (std::size_t i = 0; i < column.size(); ++i) {
    // All bytes but the first eight are the same, and of those the low bits.
    column[i].fill(0x5a);
    store_le(column[i].data(), std::uint64_t{i} << 40);
  }
  std::mt19937_64 random(11);
  for (int round = 0; round < 3; ++round) {
    PubkeyIndex::Secret secret;
    for (std::uint64_t& word : secret) word = random();
    PubkeyIndex index(secret);
    index.update(column);
    CHECK(index.longest_search(column) < 200);
    for (std::size_t i = 0; i < column.size(); i += 97) CHECK(index.find(column, column[i]) == i);
  }
  PubkeyIndex index;
  index.update(column);
  CHECK(index.longest_search(column) < 200);
}
