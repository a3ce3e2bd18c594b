// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/beacon_node.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace apsis {

HttpClientLimits block_limits(HttpClientLimits limits) {
  limits.idle = std::min(limits.idle, block_idle);
  limits.body_bytes = std::min(limits.body_bytes, max_block_bytes);
  return limits;
}

Expected<std::unique_ptr<BeaconNode>> BeaconNode::open(const std::vector<Url>& urls,
                                                       BeaconNodeOptions options) {
  if (urls.empty()) {
    return fail(ErrorKind::usage, "no address of a beacon node", "beacon", "Give at least one URL");
  }
  std::unique_ptr<BeaconNode> node(new BeaconNode(urls, std::move(options)));
  auto chain = node->api_.chain();
  if (!chain) return std::unexpected(chain.error());
  node->spec_ = std::move(chain->spec);
  node->genesis_ = chain->genesis;
  return node;
}

BeaconNode::BeaconNode(const std::vector<Url>& urls, BeaconNodeOptions options)
    : note_(std::move(options.note)),
      roster_(urls, note_),
      state_api_(NodePool(roster_, options.http, options.stop), note_once()),
      api_(NodePool(roster_, block_limits(options.http), options.stop), note_once()),
      outer_stop_(options.stop, [this] { stop_.request_stop(); }) {
  if (options.genesis_validators_root) roster_.expect(*options.genesis_validators_root);
  const HttpClientLimits limits = block_limits(options.http);
  std::vector<BlockPrefetch::Fetch> fetchers;
  for (std::size_t i = 0; i < std::max<std::size_t>(options.prefetch_threads, 1); ++i) {
    prefetch_apis_.push_back(
        std::make_unique<BeaconApi>(NodePool(roster_, limits, stop_.get_token()), note_once()));
    fetchers.push_back(
        [this, api = prefetch_apis_.back().get()](Slot slot) { return api->block(slot, spec_); });
  }
  prefetch_ = std::make_unique<BlockPrefetch>(std::move(fetchers), options.prefetch_slots);
}

NoteSink BeaconNode::note_once() {
  // A node that lacks a header lacks it in every answer: the first note says it all.
  return [this](const std::string& text) {
    if (note_ && !noted_.test_and_set()) note_(text);
  };
}

BeaconNode::~BeaconNode() {
  stop_.request_stop();
  prefetch_.reset();
}

Expected<RawState> BeaconNode::state_or_error(const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    auto state = state_api_.state(id, spec_);
    if (!state) return std::unexpected(state.error());
    if (*state) return std::move(**state);
  }
  const Error& refusal = state_api_.state_refusal();
  return fail(ErrorKind::unavailable, fmt::format("no {} state: {}", ids.front(), refusal.what),
              refusal.where,
              "Start from the finalized state, or use a node that keeps old states and offers the "
              "debug calls");
}

Expected<RawState> BeaconNode::start_state(StartPoint from) {
  switch (from.kind) {
    case StartPoint::Kind::genesis:
    case StartPoint::Kind::earliest:
      return state_or_error({"genesis", "0"});
    case StartPoint::Kind::slot:
      return state_or_error({std::to_string(from.slot.value)});
    case StartPoint::Kind::finalized:
      break;
  }
  auto state = state_api_.state("finalized", spec_);
  if (!state) return std::unexpected(state.error());
  if (*state) return std::move(**state);
  const auto last = last_slot();
  if (!last) return std::unexpected(last.error());
  std::vector<std::string> ids{"finalized"};
  if (*last) ids.push_back(std::to_string((*last)->value));
  return state_or_error(ids);
}

Expected<std::optional<RawBlock>> BeaconNode::block_at(Slot slot) {
  return slot <= prefetch_->horizon() ? prefetch_->take(slot) : api_.block(slot, spec_);
}

Expected<std::vector<RawBlock>> BeaconNode::orphans_between(Slot, Slot) {
  return std::vector<RawBlock>();
}

Expected<std::optional<Slot>> BeaconNode::last_slot() {
  const auto finality = api_.finality();
  if (!finality) return std::unexpected(finality.error());
  const auto slots = slots_per_epoch(spec_);
  std::optional<Slot> last;
  if (*finality && slots) {
    last = Slot((*finality)->epoch.value * *slots);
  } else {
    const auto header = api_.header("finalized");
    if (!header) return std::unexpected(header.error());
    if (*header) last = (*header)->slot;
  }
  if (last && *last > prefetch_->horizon()) prefetch_->set_horizon(*last);
  return last;
}

Expected<std::optional<Bytes>> BeaconNode::recorded_state(Slot) {
  return std::nullopt;
}

Expected<std::optional<Slot>> BeaconNode::head_slot() {
  const auto header = api_.header("head");
  if (!header) return std::unexpected(header.error());
  if (!*header) return std::nullopt;
  return (*header)->slot;
}

Expected<std::optional<BlockHeaderAnswer>> BeaconNode::header_at(Slot slot) {
  return api_.header(std::to_string(slot.value));
}

void BeaconNode::trust_until(Slot last) {
  if (last > prefetch_->horizon()) prefetch_->set_horizon(last);
}

}  // namespace apsis
