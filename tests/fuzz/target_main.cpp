// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string_view>

#include "tests/fuzz/fuzz_driver.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#ifdef APSIS_AFL_PLUGIN
__AFL_FUZZ_INIT();
#endif

namespace {

using namespace apsis;

/// Writes the seeds as files, for a fuzzer that keeps its corpus in a folder.
int write_seeds(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::size_t number = 0;
  for (const Bytes& seed : target_seeds()) {
    std::ofstream file(folder / ("seed-" + std::to_string(number++)), std::ios::binary);
    file.write(reinterpret_cast<const char*>(seed.data()),
               static_cast<std::streamsize>(seed.size()));
  }
  std::cout << target_name << ": " << number << " seeds" << std::endl;
  return 0;
}

/// Runs files once, to see a finding again.
int run_files(int count, char** paths) {
  for (int i = 0; i < count; ++i) {
    std::ifstream file(paths[i], std::ios::binary);
    const Bytes input(std::istreambuf_iterator<char>(file), {});
    std::cout << paths[i] << ": " << input.size() << " bytes" << std::endl;
    run_target(input);
  }
  return 0;
}

/// Mutates the seeds in this process, without guidance.
int run_mutations(int argc, char** argv) {
  const std::vector<Bytes> seeds = target_seeds();
  for (const Bytes& seed : seeds) run_target(seed);
  return fuzz(argc, argv, target_name, [&](FuzzRandom& random) {
    Bytes input = seeds[random() % seeds.size()];
    mutate(input, random, true);
    watch_input(target_name, input);
    run_target(input);
  });
}

}  // namespace

int main(int argc, char** argv) {
#if defined(APSIS_AFL_PLUGIN)
#pragma GCC diagnostic ignored "-Wconversion"  // what AFL++'s macros expand to
  if (argc == 1) {
    __AFL_INIT();
    const unsigned char* input = __AFL_FUZZ_TESTCASE_BUF;
    while (__AFL_LOOP(10000)) {
      run_target(ByteSpan(input, static_cast<std::size_t>(__AFL_FUZZ_TESTCASE_LEN)));
    }
    return 0;
  }
#elif defined(APSIS_AFL_STDIN)
  if (argc == 1) {
    const Bytes input(std::istreambuf_iterator<char>(std::cin), {});
    run_target(input);
    return 0;
  }
#endif
  if (argc == 3 && std::string_view(argv[1]) == "--write-seeds") return write_seeds(argv[2]);
  if (argc > 1 && argv[1][0] != '-') return run_files(argc - 1, argv + 1);
  return run_mutations(argc, argv);
}
