// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/chain_hints.hpp"

#include <simdjson.h>

#include <charconv>

#include "core/hex.hpp"
#include "indexer/source/json_text.hpp"

namespace apsis {

namespace {

std::optional<std::uint64_t> number(simdjson::dom::element data, std::string_view name) {
  const std::string text = json_text(data, name).value_or("");
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<ChainHint> make_hint(ChainHint::Kind kind, simdjson::dom::element data,
                                   const char* root_name) {
  const bool finalized = kind == ChainHint::Kind::finalized;
  const auto at = number(data, finalized ? "epoch" : "slot");
  const auto root = array_from_hex<32>(json_text(data, root_name).value_or(""));
  if (!at || !root) return std::nullopt;
  if (finalized) return ChainHint{kind, {}, *root, Epoch(*at)};
  return ChainHint{kind, Slot(*at), *root, {}};
}

}  // namespace

std::optional<ChainHint> read_hint(const ServerEvent& event) {
  simdjson::dom::parser parser;
  simdjson::dom::element data;
  if (parser.parse(event.data).get(data)) return std::nullopt;
  // Newer topics wrap their data and name the fork.
  if (simdjson::dom::element inner; !data["data"].get(inner)) data = inner;
  if (event.type == "block") return make_hint(ChainHint::Kind::block, data, "block");
  if (event.type == "head" || event.type == "head_v2") {
    return make_hint(ChainHint::Kind::head, data, "block");
  }
  if (event.type == "chain_reorg") {
    return make_hint(ChainHint::Kind::reorg, data, "new_head_block");
  }
  if (event.type == "finalized_checkpoint") {
    return make_hint(ChainHint::Kind::finalized, data, "block");
  }
  return std::nullopt;
}

void HintBox::put(const ChainHint& hint) {
  {
    const std::lock_guard lock(mutex_);
    if (hints_.size() == capacity) hints_.pop_front();
    hints_.push_back(hint);
  }
  changed_.notify_all();
}

std::vector<ChainHint> HintBox::take() {
  const std::lock_guard lock(mutex_);
  std::vector<ChainHint> out(hints_.begin(), hints_.end());
  hints_.clear();
  return out;
}

void HintBox::wait(const std::stop_token& stop, std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, stop, until, [this] { return !hints_.empty(); });
}

}  // namespace apsis
