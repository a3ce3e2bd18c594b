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

constexpr const char* one_source = "--recording, --era, --beacon";

/// First slot of the range's first epoch; nothing without one.
Expected<std::optional<std::uint64_t>> first_slot(const ChainSpec& spec, const EpochRange& epochs) {
  if (!epochs.first) return std::nullopt;
  const auto slots = slots_per_epoch(spec);
  if (!slots) {
    return fail(ErrorKind::decode, "the chain's configuration has no SLOTS_PER_EPOCH", "--from");
  }
  if (*epochs.first > ~std::uint64_t{0} / *slots) {
    return fail(ErrorKind::usage, "no chain has that many epochs", "--from");
  }
  return *epochs.first * *slots;
}

/// The newest recorded state before a slot; genesis for slot 0.
StartPoint recorded_start(const Recording& recording, const std::optional<std::uint64_t>& slot) {
  const std::set<std::uint64_t>& states = recording.state_slots();
  const auto above = states.lower_bound(slot.value_or(0));
  if (!slot || above == states.begin()) return {StartPoint::Kind::earliest, {}};
  return {StartPoint::Kind::slot, Slot(*std::prev(above))};
}

Expected<ChosenSource> open_recording(const std::string& directory, const EpochRange& epochs) {
  auto recording = Recording::open(directory);
  if (!recording) return std::unexpected(std::move(recording.error()));
  const auto slot = first_slot(recording->chain_spec(), epochs);
  if (!slot) return std::unexpected(slot.error());
  ChosenSource out;
  out.starts = {recorded_start(*recording, *slot)};
  out.is_whole = true;
  out.source = std::make_unique<Recording>(std::move(*recording));
  return out;
}

Expected<ChosenSource> open_eras(const SourceOptions& options, const EpochRange& epochs) {
  auto network = network_of_eras(options.network, options.era);
  if (!network) return std::unexpected(std::move(network.error()));
  auto eras = EraSource::open(options.era, std::move(*network));
  if (!eras) return std::unexpected(std::move(eras.error()));
  const auto slot = first_slot(eras->chain_spec(), epochs);
  if (!slot) return std::unexpected(slot.error());
  ChosenSource out;
  out.starts = {{StartPoint::Kind::earliest, {}}};
  if (*slot) {
    const auto start = eras->start_slot_for(Slot(**slot));
    if (!start) return std::unexpected(start.error());
    out.starts = {{StartPoint::Kind::slot, *start}};
  }
  out.source = std::make_unique<EraSource>(std::move(*eras));
  return out;
}

Expected<ChosenSource> open_beacon(const std::string& text, const EpochRange& epochs,
                                   std::stop_token stop) {
  auto urls = parse_url_list(text);
  if (!urls) return std::unexpected(std::move(urls.error()));
  auto node = BeaconNode::open(
      *urls, {.stop = stop, .note = [](const std::string& line) { spdlog::info("{}", line); }});
  if (!node) return std::unexpected(std::move(node.error()));
  const auto slot = first_slot((*node)->chain_spec(), epochs);
  if (!slot) return std::unexpected(slot.error());
  ChosenSource out;
  const bool genesis = !*slot || **slot == 0;
  out.starts = {genesis ? StartPoint{StartPoint::Kind::genesis, {}}
                        : StartPoint{StartPoint::Kind::slot, Slot(**slot - 1)}};
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
  const auto named = !options.recording.empty() + !options.era.empty() + !options.beacon.empty();
  if (named != 1) {
    return fail(ErrorKind::usage,
                named == 0 ? "no chain to read was named" : "more than one chain to read was named",
                one_source, "Give exactly one of them");
  }
  auto out = !options.recording.empty() ? open_recording(options.recording, epochs)
             : !options.era.empty()     ? open_eras(options, epochs)
                                        : open_beacon(options.beacon, epochs, stop);
  if (!out) return out;
  const auto last = out->source->last_slot();
  if (!last) return std::unexpected(last.error());
  if (*last) out->end = (*last)->value;
  return out;
}

}  // namespace apsis
