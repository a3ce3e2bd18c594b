// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "indexer/state_shelf.hpp"
#include "tests/core/temporary_folder.hpp"

using namespace apsis;

namespace {

constexpr std::size_t state_bytes = std::size_t{1} << 20;
constexpr Bytes32 chain{7};

StateNote note_of(std::uint64_t slot) {
  return {chain, slot, slot / 32 + 1, slot, {1}, {2}};
}

Bytes state_of(std::uint64_t slot) {
  return Bytes(state_bytes, static_cast<std::uint8_t>(slot * 31 + 1));
}

/// A counter that a child process and its parent see.
class SharedCounter {
 public:
  SharedCounter() {
    void* page =
        ::mmap(nullptr, sizeof *value_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(page != MAP_FAILED);
    value_ = new (page) std::atomic<std::uint64_t>(0);
  }
  ~SharedCounter() { ::munmap(value_, sizeof *value_); }
  SharedCounter(const SharedCounter&) = delete;
  SharedCounter& operator=(const SharedCounter&) = delete;
  std::atomic<std::uint64_t>& value() { return *value_; }

 private:
  std::atomic<std::uint64_t>* value_ = nullptr;
};

/// Puts states of rising slots on the shelf of `folder` until it is killed.
[[noreturn]] void keep_states(const std::filesystem::path& folder, std::uint64_t slot,
                              std::atomic<std::uint64_t>& done) {
  StateShelf shelf({.folder = folder, .chain = chain});
  for (;; ++slot) {
    shelf.put(note_of(slot), state_of(slot));
    done = slot;
  }
}

}  // namespace

TEST_CASE("kill -9 while states are written leaves each of them whole or not there") {
  const TemporaryFolder folder;
  SharedCounter done;
  std::mt19937 random(17);
  std::uint64_t cut_writes = 0;
  // At least so many kills, and more until one of them hits a write.
  for (int round = 0; round < 40 || (cut_writes == 0 && round < 1'000); ++round) {
    const std::uint64_t before = done.value();
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) keep_states(folder.path(), before + 1, done.value());
    const auto start = std::chrono::steady_clock::now();
    while (done.value() == before) std::this_thread::yield();
    // At any moment of the next write, however long this build takes for one.
    const std::chrono::nanoseconds one_write = std::chrono::steady_clock::now() - start;
    std::this_thread::sleep_for(std::uniform_real_distribution(0.0, 1.0)(random) * one_write);
    ::kill(child, SIGKILL);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
      cut_writes += entry.path().extension() == ".new" ? 1 : 0;

    StateShelf shelf({.folder = folder.path(), .chain = chain});
    CHECK(shelf.counts().broken == 0);
    REQUIRE_FALSE(shelf.states().empty());
    CHECK(shelf.states().front().slot >= done.value());  // what was said to be kept is
    CHECK(shelf.states().size() <= shelf_states + 1);    // it may die before it thins out
    const std::vector<StateNote> notes = shelf.states();
    for (const StateNote& note : notes) {
      const auto state = shelf.load(note);
      REQUIRE(state);
      CHECK(*state == state_of(note.slot));
    }
  }
  CHECK(cut_writes > 0);
}
