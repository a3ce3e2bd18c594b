// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/coverage.hpp"

#include <array>
#include <cstdint>

namespace {

constexpr std::size_t map_size = 1 << 16;
std::array<std::uint8_t, map_size> reached_map;
std::size_t reached_count = 0;
std::uintptr_t previous_block = 0;

}  // namespace

/// Called by the instrumented code at every basic block.
extern "C" void __sanitizer_cov_trace_pc() {
  const auto block = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  const std::size_t edge = (block * 0x9e3779b97f4a7c15u >> 40 ^ previous_block) % map_size;
  previous_block = block >> 1;
  if (reached_map[edge] != 0) return;
  reached_map[edge] = 1;
  ++reached_count;
}

namespace apsis {

std::size_t edges_reached() {
  return reached_count;
}

}  // namespace apsis
