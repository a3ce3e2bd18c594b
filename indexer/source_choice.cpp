// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source_choice.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/net/url.hpp"
#include "indexer/era_source.hpp"
#include "indexer/network_config.hpp"
#include "indexer/source/beacon_node.hpp"
#include "indexer/source/recording.hpp"

namespace apsis {
namespace {

/// First slot of an epoch.
Expected<Slot> first_slot_of(const ChainSpec& spec, std::uint64_t epoch) {
  const auto slots = slots_per_epoch(spec);
  if (!slots) {
    return fail(ErrorKind::decode, "the chain's configuration has no SLOTS_PER_EPOCH", "--from");
  }
  if (epoch > ~std::uint64_t{0} / *slots) {
    return fail(ErrorKind::usage, "no chain has that many epochs", "--from");
  }
  return Slot(epoch * *slots);
}

Expected<ChosenSource> open_recording(const std::string& directory) {
  auto opened = Recording::open(directory);
  if (!opened) return std::unexpected(std::move(opened.error()));
  auto recording = std::make_unique<Recording>(std::move(*opened));
  ChosenSource out;
  out.start = {StartPoint::Kind::earliest, {}};
  out.start_before = [known = recording.get()](Slot first) -> Expected<StartPoint> {
    const std::set<std::uint64_t>& states = known->state_slots();
    const auto above = states.lower_bound(first.value);
    if (above == states.begin()) return StartPoint{StartPoint::Kind::earliest, {}};
    return StartPoint{StartPoint::Kind::slot, Slot(*std::prev(above))};
  };
  out.is_whole = true;
  out.source = std::move(recording);
  return out;
}

Expected<ChosenSource> open_eras(const SourceOptions& options) {
  auto network = network_of_eras(options.network, options.era);
  if (!network) return std::unexpected(std::move(network.error()));
  auto opened = EraSource::open(options.era, std::move(*network));
  if (!opened) return std::unexpected(std::move(opened.error()));
  auto eras = std::make_unique<EraSource>(std::move(*opened));
  ChosenSource out;
  out.start = {StartPoint::Kind::earliest, {}};
  out.start_before = [known = eras.get()](Slot first) -> Expected<StartPoint> {
    const auto slot = known->start_slot_for(first);
    if (!slot) return std::unexpected(slot.error());
    return StartPoint{StartPoint::Kind::slot, *slot};
  };
  out.check_before_start = [known = eras.get()](std::stop_token stop) {
    return known->check_before_start(std::move(stop));
  };
  out.source = std::move(eras);
  return out;
}

Expected<ChosenSource> open_beacon(const std::string& text, std::stop_token stop) {
  auto urls = parse_url_list(text);
  if (!urls) return std::unexpected(std::move(urls.error()));
  auto node = BeaconNode::open(
      *urls, {.stop = stop, .note = [](const std::string& line) { spdlog::info("{}", line); }});
  if (!node) return std::unexpected(std::move(node.error()));
  ChosenSource out;
  out.start = {StartPoint::Kind::genesis, {}};
  out.start_before = [](Slot first) -> Expected<StartPoint> {
    if (first.value == 0) return StartPoint{StartPoint::Kind::genesis, {}};
    return StartPoint{StartPoint::Kind::slot, Slot(first.value - 1)};
  };
  out.source = std::move(*node);
  return out;
}

}  // namespace

Expected<void> check_range(const EpochRange& range) {
  if (!range.first || !range.last || *range.first <= *range.last) return {};
  return fail(ErrorKind::usage, "the range ends before it begins", "--from, --to",
              "Give --from E --to E with the smaller epoch first");
}

Expected<ChosenSource> open_source(const SourceOptions& options, const EpochRange& epochs,
                                   std::stop_token stop) {
  if (auto ok = check_range(epochs); !ok) return std::unexpected(std::move(ok.error()));
  if (!options.recording.empty() && !options.era.empty()) {
    return fail(ErrorKind::usage, "more than one chain to read was named", "--recording, --era",
                "Give one of them");
  }
  if (options.recording.empty() && options.era.empty() && options.beacon.empty()) {
    return fail(ErrorKind::usage, "no chain to read was named", "--recording, --era, --beacon",
                "Give one that this command knows");
  }
  auto out = !options.recording.empty() ? open_recording(options.recording)
             : !options.era.empty()     ? open_eras(options)
                                        : open_beacon(options.beacon, stop);
  if (!out) return out;
  if (epochs.first) {
    const auto first = first_slot_of(out->source->chain_spec(), *epochs.first);
    if (!first) return std::unexpected(first.error());
    auto start = out->start_before(*first);
    if (!start) return std::unexpected(std::move(start.error()));
    out->start = *start;
  }
  const auto last = out->source->last_slot();
  if (!last) return std::unexpected(last.error());
  if (*last) out->end = (*last)->value;
  return out;
}

}  // namespace apsis
