// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "schema/duty_bytes.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace apsis;

namespace {

std::vector<LateVote> decoded(ByteSpan bytes, bool& sound) {
  std::vector<LateVote> out;
  LateVoteCursor cursor(bytes);
  for (LateVote vote; cursor.next(vote);) out.push_back(vote);
  sound = cursor.check().has_value();
  return out;
}

}  // namespace

TEST_CASE("late votes come back as they were written") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 200; ++round) {
    std::vector<LateVote> votes;
    std::uint64_t validator = random() % 3;
    for (std::size_t i = random() % 50; i > 0 && validator <= 0xffffffff; --i) {
      const auto delay = static_cast<std::uint8_t>(random() % 3 == 0 ? random() % 64 + 1 : 0);
      votes.push_back({static_cast<std::uint32_t>(validator),
                       static_cast<std::uint8_t>(random() % 128), delay});
      validator += random() % (std::uint64_t{1} << (random() % 31)) + 1;
    }
    bool sound = false;
    CHECK(decoded(encode_late_votes(votes), sound) == votes);
    CHECK(sound);
  }
}

TEST_CASE("late votes that are cut short, repeated or beyond 32 bits are told from an end") {
  const std::vector<LateVote> votes = {{3, 1, 0}, {300, 2, 40}};
  const Bytes whole = encode_late_votes(votes);
  bool sound = true;
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    decoded(ByteSpan(whole).first(size), sound);
    CHECK(sound == (size == 0 || size == 2 || size == whole.size()));
  }
  for (const Bytes& wrong : {Bytes{3, 1, 0, 1}, Bytes{0x80, 0x80, 0x80, 0x80, 0x80, 1, 0},
                             Bytes{0xff, 0xff, 0xff, 0xff, 0x7f, 0}}) {
    decoded(wrong, sound);
    CHECK(!sound);
  }
}
