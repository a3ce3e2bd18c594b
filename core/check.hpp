// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>

namespace apsis {

/// Reports a broken promise of our own code and ends the process: going on could store a wrong
/// number.
[[noreturn]] inline void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: CHECK failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace apsis

/// Always on; for promises inside the program (input is checked with Expected instead). Included by
/// .cpp files alone, so that it never meets the test library's macro of the same name.
#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::apsis::check_failed(#condition, __FILE__, __LINE__))
