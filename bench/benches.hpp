// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/report.hpp"
#include "core/error.hpp"

namespace apsis {

/// Load, blocks, epoch transitions and memory on a made-up mainnet-size chain, with and without
/// books, against the floors.
Expected<void> bench_chain(const BenchSize& size, BenchReport& report);

/// Blocks on a registry of full and of an eighth of the size, with equally many active validators:
/// no cost of a block grows with the registry.
Expected<void> bench_scale(const BenchSize& size, BenchReport& report);

/// SHA-256 of pairs of nodes: the wide kernels beside the scalar one.
Expected<void> bench_sha256(const BenchSize& size, BenchReport& report);

/// Root of a column after a few changes beside a root from scratch.
Expected<void> bench_roots(const BenchSize& size, BenchReport& report);

/// The shuffle of a whole list, and of single indices for proposers, beside the simple loops.
Expected<void> bench_shuffle(const BenchSize& size, BenchReport& report);

/// A full rewards interval of ruleset 11 from stored rows to files, and the counting of duties
/// beside counting them one by one.
Expected<void> bench_interval(const BenchSize& size, BenchReport& report);

}  // namespace apsis
