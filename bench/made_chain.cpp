// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "bench/made_chain.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "bench/made_block.hpp"
#include "bench/made_state.hpp"
#include "core/check.hpp"

namespace apsis {
namespace {

using P = MainnetPreset;

Bytes read_file(const std::filesystem::path& path) {
  Bytes out(std::filesystem::file_size(path));
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
  CHECK(file.good());
  return out;
}

void write_file(const std::filesystem::path& path, const Bytes& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  CHECK(file.good());
}

std::string block_name(std::size_t index) {
  return "block-" + std::to_string(index) + ".ssz";
}

Expected<void> write_chain(const std::filesystem::path& folder, const BenchSize& size,
                           std::size_t blocks) {
  const ChainConfig config = made_config();
  const ChainTypes types = ChainTypes::make<P>(config);
  const Bytes state = make_state(types[Fork::fulu], size);
  write_file(folder / "state.ssz", state);
  auto run = start_replay<P>(config, types, Fork::fulu, state);
  if (!run) return std::unexpected(run.error());
  for (std::size_t i = 0; i < blocks; ++i) {
    if (auto ok = process_slots(*run, made_first_slot + i); !ok) return ok;
    Bytes block = make_block(*run);
    const auto view = types[Fork::fulu].decode("BeaconBlock", block);
    if (!view) return std::unexpected(view.error());
    if (auto ok = process_block(*run, *view); !ok) return ok;
    set_state_root(block, current_state_root(*run));
    write_file(folder / block_name(i), block);
  }
  return {};
}

}  // namespace

Expected<MadeChain> MadeChain::make(const BenchSize& size, std::size_t blocks) {
  std::string name = (std::filesystem::temp_directory_path() / "apsis-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    return fail(ErrorKind::unavailable, "cannot make a temporary folder", name);
  }
  MadeChain chain{std::filesystem::path(name)};
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    const auto done = write_chain(chain.folder_, size, blocks);
    if (!done) std::fprintf(stderr, "%s\n", done.error().text().c_str());
    _exit(done ? 0 : 1);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
    return fail(ErrorKind::unavailable, "the made-up chain could not be made", name,
                "Look above for the reason; 600 MB of disk and 3 GB of memory are needed");
  }
  return chain;
}

MadeChain::~MadeChain() {
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

Bytes MadeChain::state() const {
  return read_file(folder_ / "state.ssz");
}

Bytes MadeChain::block(std::size_t index) const {
  return read_file(folder_ / block_name(index));
}

}  // namespace apsis
