// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/contract_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/hash/keccak.hpp"
#include "core/hex.hpp"

namespace apsis {

namespace {

/// Rows of the table that are no contracts of the protocol: what is found elsewhere, or stands at
/// many addresses. Minipools and megapools are asked at their own.
constexpr std::string_view not_in_storage[] = {
    "Multicall2",        "RocketMinipoolProxy", "EthBalanceChecker",
    "UniswapV3Pool",     "L2Messenger",         "L2ArbitrumMessenger",
    "L2ZkSyncMessenger", "L2ScrollMessenger",   "ScrollFeeEstimator"};

/// Contracts without rows whose address is needed: balances of ETH, and signs of an upgrade.
constexpr std::string_view extra_contracts[] = {
    "RocketSmoothingPool", "RocketDAONodeTrustedUpgrade", "RocketDAOSecurityUpgrade"};

/// Contracts whose logs tell of new addresses.
constexpr std::string_view upgrade_contracts[] = {"RocketDAONodeTrustedUpgrade",
                                                  "RocketDAOSecurityUpgrade"};

std::set<std::string> contract_names() {
  std::set<std::string> out(std::begin(extra_contracts), std::end(extra_contracts));
  for (const ContractFunction& function : contract_functions())
    if (std::ranges::find(not_in_storage, function.contract) == std::end(not_in_storage))
      out.insert(function.contract);
  return out;
}

/// RocketStorage writes names with a small first letter.
std::string stored_name(std::string name) {
  name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
  return name;
}

ContractCall storage_call(const Network& network, std::string_view function, const Bytes32& key) {
  return make_call(network.rocket_storage, "RocketStorage", function, {AbiValue(key)});
}

ContractCall version_call(const Network& network) {
  return storage_call(network, "getString", storage_key("protocol.version"));
}

}  // namespace

Bytes32 storage_key(std::string_view name, ByteSpan rest) {
  Bytes packed(name.begin(), name.end());
  packed.insert(packed.end(), rest.begin(), rest.end());
  return keccak256(packed);
}

Bytes32 storage_key(std::string_view name, std::string_view rest) {
  return storage_key(name,
                     ByteSpan(reinterpret_cast<const std::uint8_t*>(rest.data()), rest.size()));
}

bool ContractBook::votes_allowed() const {
  return std::ranges::find(known_protocol_versions, protocol_version) !=
         std::end(known_protocol_versions);
}

Expected<Bytes20> ContractBook::address(std::string_view contract) const {
  const auto found = addresses.find(contract);
  if (found != addresses.end()) return found->second;
  return fail(ErrorKind::mismatch, "RocketStorage knows no such contract",
              fmt::format("{} in protocol version {}, block {}", contract, protocol_version,
                          to_hex(block_hash)),
              "check RocketStorage's address and the block");
}

Expected<ContractCall> ContractBook::call(std::string_view contract, std::string_view function,
                                          AbiValue::List args) const {
  const auto to = address(contract);
  if (!to) return std::unexpected(to.error());
  return make_call(*to, contract, function, std::move(args));
}

bool ContractBook::is_upgrade_log(const Bytes20& log_address) const {
  return std::ranges::any_of(upgrade_contracts, [&](std::string_view name) {
    const auto found = addresses.find(name);
    return found != addresses.end() && found->second == log_address;
  });
}

Expected<ContractBook> read_contract_book(ContractReader& reader, const Network& network,
                                          const BlockRef& block) {
  const std::set<std::string> names = contract_names();
  std::vector<ContractCall> calls = {version_call(network)};
  for (const std::string& name : names)
    calls.push_back(
        storage_call(network, "getAddress", storage_key("contract.address", stored_name(name))));
  const auto hash = reader.hash_of(block);
  if (!hash) return std::unexpected(hash.error());
  const auto answers = reader.call(calls, *hash);
  if (!answers) return std::unexpected(within("RocketStorage", answers.error()));
  ContractBook out;
  out.block_hash = *hash;
  out.protocol_version = answers->front().text();
  std::size_t i = 1;
  for (const std::string& name : names) {
    const Bytes20& address = (*answers)[i++].address();
    if (address != Bytes20{}) out.addresses.emplace(name, address);
  }
  if (out.addresses.empty())
    return fail(ErrorKind::mismatch, "RocketStorage knows no contract at all",
                to_hex(network.rocket_storage) + ", " + block.text(),
                "check the network's rocket_storage");
  out.addresses.insert_or_assign("RocketStorage", network.rocket_storage);
  return out;
}

std::vector<std::string> changes_between(const ContractBook& before, const ContractBook& after) {
  std::vector<std::string> out;
  if (before.protocol_version != after.protocol_version)
    out.push_back(fmt::format("protocol version {} is now {}", before.protocol_version,
                              after.protocol_version));
  for (const auto& [name, address] : after.addresses) {
    const auto old = before.addresses.find(name);
    if (old == before.addresses.end()) {
      out.push_back(fmt::format("{} is new at {}", name, to_hex(address)));
    } else if (old->second != address) {
      out.push_back(
          fmt::format("{} moved from {} to {}", name, to_hex(old->second), to_hex(address)));
    }
  }
  for (const auto& [name, address] : before.addresses)
    if (!after.addresses.contains(name))
      out.push_back(fmt::format("{} at {} is gone", name, to_hex(address)));
  return out;
}

Expected<const ContractBook*> ContractBookKeeper::at(const BlockRef& block) {
  if (!stale_) {
    const auto version = reader_.call_one(version_call(network_), block);
    if (!version) return std::unexpected(version.error());
    stale_ = version->text() != book_.protocol_version;
  }
  if (stale_) {
    auto book = read_contract_book(reader_, network_, block);
    if (!book) return std::unexpected(book.error());
    last_changes_ = readings_ == 0 ? std::vector<std::string>{} : changes_between(book_, *book);
    book_ = std::move(*book);
    stale_ = false;
    ++readings_;
  }
  return &book_;
}

void ContractBookKeeper::see_log(const Bytes20& address) {
  stale_ = stale_ || book_.is_upgrade_log(address);
}

}  // namespace apsis
