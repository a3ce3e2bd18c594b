// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <string_view>

#include "tests/sim/long_chain.hpp"

namespace {

int give_up(const apsis::Error& error) {
  fmt::print(stderr, "long-chain: {}\n", error.text());
  return apsis::exit_status(error.kind);
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t end = 0;
  const std::string_view text = argc == 4 ? argv[3] : "";
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), end);
  if (argc != 4 || error != std::errc() || rest != text.data() + text.size()) {
    fmt::print(stderr, "long-chain RECORDING FOLDER SLOT: goes on behind a recording, sparsely\n");
    return 2;
  }
  auto recording = apsis::Recording::open(argv[1]);
  if (!recording) return give_up(recording.error());
  if (recording->blocks().empty()) return 2;
  const auto slots = apsis::sparse_slots(recording->blocks().rbegin()->first, end);
  const auto written = apsis::write_long_chain(*recording, slots, argv[2]);
  if (!written) return give_up(written.error());
  fmt::print("{} blocks made\n", slots.size());
  return 0;
}
