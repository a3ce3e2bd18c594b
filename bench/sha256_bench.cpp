// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "bench/benches.hpp"
#include "bench/noise.hpp"
#include "core/hash/merkle.hpp"
#include "core/hash/merkle_tree.hpp"
#include "core/hash/sha256.hpp"

namespace apsis {
namespace {

constexpr int runs = 3;
/// Chunks changed before an incremental root: those of a block's sync committee.
constexpr std::size_t changed_chunks = 512;

}  // namespace

Expected<void> bench_sha256(const BenchSize& size, BenchReport& report) {
  const std::size_t pairs = size.validators / 8;
  const Bytes data = Noise(5).bytes(64 * pairs);
  Bytes plain(32 * pairs);
  Bytes fast(32 * pairs);
  const double plain_ms =
      best_ms(runs, [&] { sha256_scalar().hash_pairs(plain.data(), data.data(), pairs); });
  for (const Sha256Kernel* kernel : {sha256_sha_ni(), sha256_avx512()}) {
    if (kernel == nullptr) continue;
    std::fill(fast.begin(), fast.end(), 0);
    const double ms = best_ms(runs, [&] { kernel->hash_pairs(fast.data(), data.data(), pairs); });
    report.twin(fmt::format("sha256 of {} pairs, {}", pairs, kernel->name), ms, plain_ms,
                fast == plain);
    report.figure(fmt::format("  a pair, {}", kernel->name), ms * 1e6 / static_cast<double>(pairs),
                  "ns");
  }
  return {};
}

Expected<void> bench_roots(const BenchSize& size, BenchReport& report) {
  constexpr unsigned depth = 38;  // of a list of balances
  Noise noise(6);
  Bytes column = noise.bytes(8 * size.validators);
  MerkleTree tree(depth);
  Bytes32 incremental{};
  Bytes32 whole{};
  tree.root(column);
  double incremental_ms = 0;
  for (int run = 0; run < runs; ++run) {
    for (std::size_t i = 0; i < changed_chunks; ++i) {
      const std::size_t at = noise.below(column.size());
      column[at] = static_cast<std::uint8_t>(noise.next());
      tree.mark(at / 32);
    }
    const Stopwatch watch;
    incremental = tree.root(column);
    incremental_ms = run == 0 ? watch.ms() : std::min(incremental_ms, watch.ms());
  }
  const double whole_ms = best_ms(runs, [&] { whole = merkleize(ByteSpan(column), depth); });
  report.twin(fmt::format("root of the balances, {} chunks changed", changed_chunks),
              incremental_ms, whole_ms, incremental == whole);
  return {};
}

}  // namespace apsis
