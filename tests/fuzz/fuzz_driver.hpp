// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <random>

#include "core/bytes.hpp"

namespace apsis {

/// Random numbers of a fuzz run; the same seed gives the same run.
using FuzzRandom = std::mt19937_64;

/// Changes an input at a few random places: single bits, bytes, runs, and whole numbers set to
/// values at the edges of their range. Keeps the length unless `may_resize`.
void mutate(Bytes& input, FuzzRandom& random, bool may_resize);

/// Names the input in work: when the process dies, it is written to ./crash-<name>.
void watch_input(const char* name, ByteSpan input);

/// Runs `once` until the time of the command line (--seconds N, --seed S) is over, and prints how
/// often. Gives the exit status: a target that finds something does not come back.
int fuzz(int argc, char** argv, const char* name, const std::function<void(FuzzRandom&)>& once);

}  // namespace apsis
