// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/fuzz_driver.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <iostream>

#include "core/endian.hpp"

namespace apsis {
namespace {

const char* watched_name = "input";
ByteSpan watched;

/// Async-signal-safe calls alone.
void keep_input(int signal) {
  char path[64] = "crash-";
  std::size_t at = 6;
  for (const char* c = watched_name; *c != 0 && at + 1 < sizeof path; ++c) path[at++] = *c;
  const int file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
  if (file >= 0) {
    if (write(file, watched.data(), watched.size()) < 0) _exit(2);
    close(file);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

std::uint64_t edge_value(FuzzRandom& random) {
  static constexpr std::uint64_t edges[] = {0,
                                            1,
                                            7,
                                            8,
                                            63,
                                            64,
                                            65,
                                            32'000'000'000,
                                            2'048'000'000'000,
                                            std::uint64_t{1} << 32,
                                            std::uint64_t{1} << 61,
                                            std::uint64_t{1} << 63,
                                            ~std::uint64_t{0} - 256,
                                            ~std::uint64_t{0} - 1,
                                            ~std::uint64_t{0}};
  return edges[random() % std::size(edges)];
}

void mutate_once(Bytes& input, FuzzRandom& random, bool may_resize) {
  if (input.empty()) return;
  const std::size_t at = random() % input.size();
  switch (random() % (may_resize ? 7 : 5)) {
    case 0:
      input[at] ^= static_cast<std::uint8_t>(1u << random() % 8);
      return;
    case 1:
      input[at] = static_cast<std::uint8_t>(random());
      return;
    case 2:
    case 3:
      if (at + 8 <= input.size()) store_le(input.data() + at, edge_value(random));
      return;
    case 4: {
      const std::size_t end = std::min(input.size(), at + random() % 64);
      for (std::size_t i = at; i < end; ++i) input[i] = static_cast<std::uint8_t>(random());
      return;
    }
    case 5:
      input.resize(at);
      return;
    default:
      input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), 1 + random() % 200,
                   static_cast<std::uint8_t>(random()));
  }
}

}  // namespace

void mutate(Bytes& input, FuzzRandom& random, bool may_resize) {
  for (std::uint64_t edits = 1 + random() % 4; edits > 0; --edits) {
    mutate_once(input, random, may_resize);
  }
}

void watch_input(const char* name, ByteSpan input) {
  watched_name = name;
  watched = input;
}

int fuzz(int argc, char** argv, const char* name, const std::function<void(FuzzRandom&)>& once) {
  CLI::App app{"Feeds damaged inputs to the code until the time is over; a crash is a finding."};
  double seconds = 10;
  std::uint64_t seed = std::random_device{}();
  app.add_option("--seconds", seconds, "how long to run")->check(CLI::PositiveNumber);
  app.add_option("--seed", seed, "start of the random numbers");
  CLI11_PARSE(app, argc, argv);
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    std::signal(signal, keep_input);
  }
  std::cout << fmt::format("{}: seed {}", name, seed) << std::endl;
  FuzzRandom random(seed);
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  std::uint64_t runs = 0;
  for (; std::chrono::steady_clock::now() < end; ++runs) once(random);
  std::cout << fmt::format("{}: {} inputs, no crash", name, runs) << std::endl;
  return 0;
}

}  // namespace apsis
