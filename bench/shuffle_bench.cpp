// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <numeric>

#include "bench/benches.hpp"
#include "bench/noise.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/shuffle.hpp"

namespace apsis {
namespace {

constexpr int runs = 3;
constexpr std::uint64_t rounds = MainnetPreset::shuffle_round_count;
/// Candidates that a slot's proposer is drawn from, more or less.
constexpr std::size_t drawn = 64;

}  // namespace

Expected<void> bench_shuffle(const BenchSize& size, BenchReport& report) {
  Noise noise(3);
  const Bytes32 seed = noise.root();
  std::vector<std::uint32_t> ordered(size.active);
  std::iota(ordered.begin(), ordered.end(), 0u);
  std::vector<std::uint32_t> fast;
  std::vector<std::uint32_t> plain;
  const double fast_ms = best_ms(runs, [&] {
    fast = ordered;
    shuffle_list(fast, seed, rounds);
  });
  const double plain_ms = best_ms(runs, [&] {
    plain = ordered;
    shuffle_list_plain(plain, seed, rounds);
  });
  report.twin(fmt::format("shuffle of {}", size.active), fast_ms, plain_ms, fast == plain);

  std::vector<std::uint64_t> places(drawn);
  for (std::uint64_t& place : places) place = noise.below(size.active);
  std::vector<std::uint64_t> together;
  std::vector<std::uint64_t> alone(drawn);
  const double together_ms = best_ms(
      runs, [&] { together = compute_shuffled_indices(places, size.active, seed, rounds); });
  const double alone_ms = best_ms(runs, [&] {
    for (std::size_t i = 0; i < drawn; ++i) {
      alone[i] = compute_shuffled_index(places[i], size.active, seed, rounds);
    }
  });
  bool equal = together == alone;
  for (std::size_t i = 0; i < drawn; ++i) equal = equal && fast[places[i]] == alone[i];
  report.twin(fmt::format("{} shuffled indices", drawn), together_ms, alone_ms, equal);
  return {};
}

}  // namespace apsis
