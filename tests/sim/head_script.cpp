// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/head_script.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "tests/sim/made_fork.hpp"

namespace apsis {

namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

Expected<std::pair<std::uint64_t, std::uint64_t>> read_pair(const std::string& text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const auto first = number(std::string_view(text).substr(0, colon));
  const auto second = number(std::string_view(text).substr(std::min(colon + 1, text.size())));
  if (first && second) return std::pair(*first, *second);
  return fail(ErrorKind::usage, "no two numbers with a colon between", text, "Write 40:44");
}

}  // namespace

HeadScript::HeadScript(BeaconServer& server) : server_(server), slot_(server.head().value) {}

Expected<void> HeadScript::add_fork(const std::string& text, const std::string& directory) {
  const auto range = read_pair(text);
  if (!range) return std::unexpected(range.error());
  const auto [parent, last] = *range;
  const RecordedChain& chain = server_.recorded();
  const auto finality = chain.recording().finality_at(Slot(last));
  const bool too_deep = finality && chain.first_slot(finality->finalized).value > parent;
  if (last <= parent || !chain.recording().blocks().contains(parent) || too_deep) {
    return fail(ErrorKind::usage, "no branch can be made there", text,
                "PARENT must hold a block that is not older than what is final at LAST");
  }
  auto recording = Recording::open(directory);
  if (!recording) return std::unexpected(recording.error());
  auto blocks = make_fork(*recording, Slot(parent), Slot(last));
  if (!blocks) return std::unexpected(blocks.error());
  forks_[parent] = Fork{std::move(*blocks), last, 0};
  return {};
}

Expected<void> HeadScript::add_back(const std::string& text) {
  const auto pair = read_pair(text);
  if (!pair) return std::unexpected(pair.error());
  if (pair->second == 0 || pair->second > pair->first) {
    return fail(ErrorKind::usage, "the head cannot go back so far", text, "Write SLOT:DEPTH");
  }
  backs_[pair->first] = pair->second;
  return {};
}

void HeadScript::move() {
  if (const auto back = backs_.find(slot_); back != backs_.end()) {
    server_.show_branch(Slot(slot_ - back->second), {});
    backs_.erase(back);
    return;
  }
  const auto fork = forks_.find(slot_);
  if (fork == forks_.end()) return server_.set_head(Slot(++slot_));
  Fork& made = fork->second;
  if (made.shown < made.blocks.size()) {
    ++made.shown;
    const auto end = made.blocks.begin() + static_cast<std::ptrdiff_t>(made.shown);
    return server_.show_branch(Slot(slot_), {made.blocks.begin(), end});
  }
  slot_ = made.last + 1;
  forks_.erase(fork);
  server_.set_head(Slot(slot_));
}

bool HeadScript::step() {
  if (slot_ >= server_.recorded().last_slot().value) return false;
  move();
  if (disconnect_every_ > 0 && ++steps_ % disconnect_every_ == 0) server_.events().disconnect();
  return true;
}

}  // namespace apsis
