// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/committee_slot.hpp"

#include <algorithm>
#include <array>

#include "core/check.hpp"
#include "core/endian.hpp"
#include "core/hash/sha256.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t ranks_in_one_hash = 256;

/// seed ++ round, and ++ block of ranks for the second kind of hash.
using RoundInput = std::array<std::uint8_t, 32 + 1 + 4>;

std::uint64_t pivot_of(const RoundInput& input, std::uint64_t active) {
  const Bytes32 hash = sha256(ByteSpan(input).first(33));
  return load_le<std::uint64_t>(hash.data()) % active;
}

bool is_swapped(RoundInput& input, std::uint64_t position) {
  const auto block = static_cast<std::uint32_t>(position / ranks_in_one_hash);
  for (unsigned i = 0; i < 4; ++i) input[33 + i] = static_cast<std::uint8_t>(block >> (8 * i));
  const Bytes32 hash = sha256(input);
  return ((hash[position % ranks_in_one_hash / 8] >> (position % 8)) & 1) != 0;
}

/// Place in the shuffled list of the element of rank `rank`: `compute_shuffled_index` backwards. A
/// round is its own inverse, so the rounds are taken from the last to the first.
std::uint64_t shuffled_place(std::uint64_t rank, std::uint64_t active, const Bytes32& seed,
                             std::uint64_t rounds) {
  RoundInput input{};
  std::ranges::copy(seed, input.begin());
  for (std::uint64_t round = rounds; round-- > 0;) {
    input[32] = static_cast<std::uint8_t>(round);
    const std::uint64_t other = (pivot_of(input, active) + active - rank) % active;
    if (is_swapped(input, std::max(rank, other))) rank = other;
  }
  return rank;
}

}  // namespace

Expected<CommitteeRules> committee_rules(std::string_view preset) {
  if (preset == "mainnet") return CommitteeRules{};
  if (preset == "minimal") return CommitteeRules{8, 10, 4, 4};
  if (preset == "gnosis") return CommitteeRules{16, 90, 128, 64};
  return fail(ErrorKind::usage,
              "the committees of preset '" + std::string(preset) + "' are not known", "table chain",
              "mainnet, minimal and gnosis are");
}

std::uint64_t committee_slot(std::uint64_t rank, std::uint64_t active, const Bytes32& seed,
                             const CommitteeRules& rules) {
  CHECK(rank < active);
  const std::uint64_t place = shuffled_place(rank, active, seed, rules.shuffle_rounds);
  const std::uint64_t per_slot =
      std::clamp<std::uint64_t>(active / rules.slots_per_epoch / rules.target_committee_size, 1,
                                rules.max_committees_per_slot);
  const std::uint64_t committees = per_slot * rules.slots_per_epoch;
  // The slices are active * k / committees, rounded down: the guess may be one too low.
  std::uint64_t committee = place * committees / active;
  while (active * (committee + 1) / committees <= place) ++committee;
  return committee / per_slot;
}

}  // namespace apsis
