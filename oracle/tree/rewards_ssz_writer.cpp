// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/endian.hpp"
#include "oracle/tree/file_time.hpp"
#include "oracle/tree/rewards_ssz.hpp"
#include "oracle/tree/rewards_ssz_layout.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t mainnet_chain = 1;
constexpr std::uint64_t testnet_chain = 560048;

void put(Bytes& out, std::uint64_t value) {
  out.resize(out.size() + 8);
  store_le(out.data() + out.size() - 8, value);
}

void put(Bytes& out, const uint256& value) {
  const Bytes32 bytes = to_le_bytes(value);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void put_offset(Bytes& out, std::size_t value) {
  out.resize(out.size() + 4);
  store_le(out.data() + out.size() - 4, static_cast<std::uint32_t>(value));
}

Expected<void> put_header(Bytes& out, const RewardsFile& file) {
  const FileHeader& header = file.header;
  const auto start = unix_seconds_of(header.start_time);
  const auto end = unix_seconds_of(header.end_time);
  if (!start || !end)
    return fail(ErrorKind::invalid, "is not an RFC 3339 time of whole seconds",
                start ? "/endTime" : "/startTime");
  for (const std::uint64_t number :
       {header.version, header.ruleset, chain_id_of(header.network), header.index,
        static_cast<std::uint64_t>(*start), static_cast<std::uint64_t>(*end),
        header.consensus_start_block, header.consensus_end_block, header.execution_start_block,
        header.execution_end_block, file.intervals_passed})
    put(out, number);
  return {};
}

void put_networks(Bytes& out, std::vector<RewardsFileNetwork> networks) {
  std::ranges::sort(networks, {}, &RewardsFileNetwork::id);
  for (const RewardsFileNetwork& network : networks) {
    put(out, network.id);
    for (const auto amount : ssz_network_amounts()) put(out, network.amounts.*amount);
  }
}

}  // namespace

std::uint64_t chain_id_of(const std::string& network) {
  if (network == "mainnet") return mainnet_chain;
  if (network == "testnet") return testnet_chain;
  const auto number = uint256_from_decimal(network);
  return number && *number <= ~std::uint64_t{0} ? static_cast<std::uint64_t>(*number) : 0;
}

std::string network_of_chain(std::uint64_t chain_id) {
  if (chain_id == mainnet_chain) return "mainnet";
  if (chain_id == testnet_chain) return "testnet";
  return std::to_string(chain_id);
}

Expected<Bytes> write_rewards_ssz(const RewardsFile& file) {
  const auto layout =
      std::ranges::find(rewards_ssz_layouts, file.header.version, &RewardsSszLayout::file_version);
  if (layout == rewards_ssz_layouts.end() || file.header.ruleset < first_ruleset_with_ssz_layout)
    return fail(ErrorKind::usage, "files before ruleset 9 have no SSZ form", "/rulesetVersion");
  if (file.networks.size() > RewardsSszLayout::max_networks)
    return fail(ErrorKind::invalid, "lists more than 128 networks", "/networkRewards");
  Bytes out(layout->magic.begin(), layout->magic.end());
  if (auto ok = put_header(out, file); !ok) return std::unexpected(ok.error());
  out.insert(out.end(), file.merkle_root.begin(), file.merkle_root.end());
  for (std::size_t i = 0; i < layout->totals; ++i) put(out, file.totals.*ssz_totals()[i]);
  put_offset(out, layout->fixed_bytes());
  put_offset(out, layout->fixed_bytes() + file.networks.size() * RewardsSszLayout::network_bytes);
  put_networks(out, file.networks);
  for (const RewardsFileNode& node : file.nodes) {
    out.insert(out.end(), node.address.begin(), node.address.end());
    put(out, node.amounts.network);
    for (std::size_t i = 0; i < layout->amounts; ++i) put(out, node.amounts.*ssz_node_amounts()[i]);
  }
  return out;
}

}  // namespace apsis
