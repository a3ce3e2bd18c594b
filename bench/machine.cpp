// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "bench/machine.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "core/hash/sha256.hpp"
#include "core/ops/version.hpp"

namespace apsis {
namespace {

/// Value of the first line "KEY : value" of a file of /proc; empty if there is none.
std::string proc_value(const char* path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const auto colon = line.find(':');
    const auto begin = line.find_first_not_of(" \t", colon + 1);
    if (colon != std::string::npos && begin != std::string::npos) return line.substr(begin);
  }
  return {};
}

double status_mb(const char* key) {
  double kb = 0;
  std::istringstream(proc_value("/proc/self/status", key)) >> kb;
  return kb * 1024 / 1e6;
}

}  // namespace

std::string describe_machine() {
  const std::string flags = " " + proc_value("/proc/cpuinfo", "flags") + " ";
  std::string found;
  for (const char* flag : {"sha_ni", "avx2", "avx512f", "avx512bw", "avx512vbmi"}) {
    if (flags.find(fmt::format(" {} ", flag)) != std::string::npos)
      found += fmt::format(" {}", flag);
  }
  return fmt::format("processor: {}, one core;{}\nsha256: {}\napsis {}",
                     proc_value("/proc/cpuinfo", "model name"), found, sha256_kernel().name,
                     version());
}

double resident_mb() {
  return status_mb("VmRSS");
}

double peak_resident_mb() {
  return status_mb("VmHWM");
}

void reset_peak_memory() {
  malloc_trim(0);
  // "5" resets the highest resident size (proc(5), clear_refs).
  std::ofstream("/proc/self/clear_refs") << "5";
}

}  // namespace apsis
