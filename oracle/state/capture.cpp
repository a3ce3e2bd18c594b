// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/capture.hpp"

#include <algorithm>
#include <chrono>

#include "oracle/chain/contract_event.hpp"
#include "oracle/state/capture_stages.hpp"

namespace apsis {

namespace {

constexpr std::size_t word_bytes = 32;
constexpr std::size_t address_offset = 12;

void add_words(std::set<Bytes20>& out, ByteSpan bytes) {
  for (std::size_t i = 0; i + word_bytes <= bytes.size(); i += word_bytes) {
    const ByteSpan word = bytes.subspan(i, word_bytes);
    const auto is_zero = [](std::uint8_t byte) { return byte == 0; };
    if (!std::ranges::all_of(word.first(address_offset), is_zero)) continue;
    Bytes20 address{};
    std::ranges::copy(word.subspan(address_offset), address.begin());
    out.insert(address);
  }
}

struct EventName {
  std::string_view contract;
  std::string_view name;
};

/// Ether that rETH gets of a minipool is a log of rETH with the same topic as a minipool's own.
constexpr EventName change_events[] = {
    {"RocketMinipoolDelegate", "BondReduced"},
    {"RocketMinipoolDelegate", "EtherDeposited"},
    {"RocketMinipoolDelegate", "EtherWithdrawalProcessed"},
    {"RocketMinipoolDelegate", "EtherWithdrawn"},
    {"RocketMinipoolDelegate", "MinipoolPrestaked"},
    {"RocketMinipoolDelegate", "MinipoolPromoted"},
    {"RocketMinipoolDelegate", "MinipoolScrubbed"},
    {"RocketMinipoolDelegate", "MinipoolVacancyPrepared"},
    {"RocketMinipoolDelegate", "StatusUpdated"},
    {"RocketMinipoolBase", "DelegateUpgraded"},
    {"RocketMinipoolBase", "DelegateRolledBack"},
    {"RocketNetworkPenalties", "PenaltyApplied"},
    {"RocketNetworkPenalties", "PenaltyUpdated"},
    {"RocketDepositPool", "DepositAssigned"},
    {"RocketNodeManager", "NodeRegistered"},
    {"RocketNodeManager", "NodeRewardNetworkChanged"},
    {"RocketNodeManager", "NodeSmoothingPoolStateChanged"},
};

Expected<void> run_stages(const CaptureWork& work) {
  const auto counts = capture_network(work);
  if (!counts) return std::unexpected(counts.error());
  if (const auto done = capture_nodes(work, *counts); !done) return done;
  if (const auto done = capture_minipools(work); !done) return done;
  return capture_megapools(work, counts->megapool_validators);
}

}  // namespace

std::span<const Bytes32> change_topics() {
  static const std::vector<Bytes32> topics = [] {
    std::vector<Bytes32> out;
    for (const EventName& event : change_events)
      out.push_back(contract_event(event.contract, event.name).topic);
    return out;
  }();
  return topics;
}

std::set<Bytes20> changed_addresses(std::span<const ChainLog> logs) {
  std::set<Bytes20> out;
  for (const ChainLog& log : logs) {
    out.insert(log.contract);
    for (const Bytes32& topic : log.topics) add_words(out, topic);
    add_words(out, log.data);
  }
  return out;
}

Expected<Captured> capture_state(const CaptureSources& sources) {
  const auto start = std::chrono::steady_clock::now();
  Captured out;
  CaptureWork work{sources, out};
  // An upgrade may put other code behind every minipool and megapool without a log of theirs.
  work.all_changed =
      !sources.known || !sources.changed || sources.known->book.addresses != sources.book.addresses;
  if (const auto done = run_stages(work); !done) return std::unexpected(done.error());
  out.cost.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return out;
}

}  // namespace apsis
