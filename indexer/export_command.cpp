// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdio>

#include "core/ops/progress.hpp"
#include "core/ops/shutdown.hpp"
#include "indexer/chain_config_of.hpp"
#include "indexer/commands.hpp"
#include "indexer/era_export.hpp"
#include "indexer/era_source.hpp"
#include "indexer/network_config.hpp"
#include "indexer/source/era_writer.hpp"

namespace apsis {
namespace {

namespace fs = std::filesystem;

/// Keeps a folder to one export; let go when the process ends, however that happens.
class FolderLock {
 public:
  static Expected<FolderLock> take(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) {
      return fail(ErrorKind::unavailable, "cannot make or open the folder", folder.string(),
                  "Check the path and the permissions");
    }
    FolderLock out(handle);
    if (::flock(handle, LOCK_EX | LOCK_NB) == 0) return out;
    return fail(ErrorKind::unavailable, "another export writes into this folder", folder.string(),
                "Wait for it, or give another folder");
  }
  FolderLock(FolderLock&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock() {
    if (handle_ >= 0) ::close(handle_);
  }

 private:
  explicit FolderLock(int handle) : handle_(handle) {}
  int handle_;
};

/// Removes what a killed export left; gives whether the folder holds era files.
Expected<bool> tidy_folder(const fs::path& folder) {
  std::error_code error;
  bool has_eras = false;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    has_eras = has_eras || it->path().extension() == ".era";
    if (!it->path().string().ends_with(era_unfinished_suffix)) continue;
    fs::remove(it->path(), error);
  }
  if (!error) return has_eras;
  return fail(ErrorKind::unavailable, "cannot tidy: " + error.message(), folder.string(),
              "Check the permissions");
}

/// Goes on behind the eras that the folder holds already, from the last of them that has no gap
/// before it.
Expected<void> go_on(const BlockSource& source, std::uint64_t era_slots, EraExportOptions& out) {
  auto eras = EraSource::open(out.directory,
                              {out.directory.string(), source.chain_spec(), source.genesis()});
  if (!eras) return std::unexpected(std::move(eras.error()));
  const std::uint64_t first = out.first_era;
  std::uint64_t next = first;
  for (;; ++next) {
    const auto held = eras->holds_era(next, era_slots);
    if (!held) return std::unexpected(held.error());
    if (!*held || next > out.last_era) break;
  }
  if (next == first || next == 0) return {};
  auto state = eras->start_state({StartPoint::Kind::slot, Slot((next - 1) * era_slots)});
  if (!state) return std::unexpected(std::move(state.error()));
  spdlog::info("the folder holds eras {} to {} already", first, next - 1);
  out.first_era = next;
  out.known_state = std::move(state->bytes);
  return {};
}

Expected<std::size_t> write_eras(const ExportOptions& options) {
  const Shutdown shutdown;
  if (auto ok = check_range(options.epochs); !ok) return std::unexpected(std::move(ok.error()));
  const auto lock = FolderLock::take(options.directory);
  if (!lock) return std::unexpected(lock.error());
  const auto has_eras = tidy_folder(options.directory);
  if (!has_eras) return std::unexpected(has_eras.error());
  auto chosen = open_source(options.source, {}, shutdown.token());
  if (!chosen) return std::unexpected(std::move(chosen.error()));
  BlockSource& source = *chosen->source;
  const auto config = chain_config_of(source.chain_spec());
  if (!config) return std::unexpected(config.error());
  const EraChain chain = EraChain::make(*config);
  EraExportOptions out{.directory = options.directory, .start = chosen->start};
  const std::uint64_t era_slots = chain.slots_per_historical_root;
  const std::uint64_t era_epochs = era_slots / chain.slots_per_epoch;
  if (options.epochs.last) out.last_era = *options.epochs.last / era_epochs + 1;
  if (options.epochs.first.value_or(0) != 0) {
    out.first_era = *options.epochs.first / era_epochs + 1;
    const auto start = chosen->start_before(Slot((out.first_era - 1) * era_slots));
    if (!start) return std::unexpected(start.error());
    out.start = *start;
  }
  out.last_slot = chosen->end.value_or(0);
  out.stop = shutdown.token();
  if (*has_eras) {
    if (auto ok = go_on(source, era_slots, out); !ok) return std::unexpected(std::move(ok.error()));
  }
  if (auto ok = write_spec_file(source.chain_spec(), options.directory); !ok) {
    return std::unexpected(std::move(ok.error()));
  }
  Progress progress("export", "slots", std::min(out.last_slot, out.last_era * era_slots));
  std::uint64_t last = 0;
  out.slot_done = [&](std::uint64_t slot) { progress.update(last = slot, ""); };
  out.written = [](const fs::path& path) { spdlog::info("wrote {}", path.string()); };
  auto count = export_eras(source, out);
  progress.finish(last, "");
  return count;
}

}  // namespace

int run_export(const ExportOptions& options) {
  const auto count = write_eras(options);
  if (!count) {
    spdlog::error("{}", count.error().text());
    return exit_status(count.error().kind);
  }
  fmt::print("{} eras written\n", *count);
  return 0;
}

}  // namespace apsis
