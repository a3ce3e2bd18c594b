// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/chain/contract_reader.hpp"

namespace apsis {

/// Versions of the protocol whose contracts the table of functions and events describes.
inline constexpr std::string_view known_protocol_versions[] = {"1.4"};

/// Where the protocol's contracts are, as RocketStorage says at one block.
struct ContractBook {
  Bytes32 block_hash{};
  std::string protocol_version{};
  std::map<std::string, Bytes20, std::less<>> addresses{};  ///< by the names of the table

  /// Whether votes may be cast: the protocol's version is known. Monitoring goes on without.
  bool votes_allowed() const;
  /// Address of a contract by its name in the table ("RocketNodeManager"); `mismatch` when the
  /// protocol has none of that name.
  Expected<Bytes20> address(std::string_view contract) const;
  /// A call of that contract's function. Errors as address.
  Expected<ContractCall> call(std::string_view contract, std::string_view function,
                              AbiValue::List args = {}) const;
  /// Whether a log of this contract says that addresses may have changed: read the book again.
  bool is_upgrade_log(const Bytes20& address) const;
};

/// Reads the book at a block: protocol.version and the addresses of all contracts. `mismatch` when
/// there is no RocketStorage at the network's address.
Expected<ContractBook> read_contract_book(ContractReader& reader, const Network& network,
                                          const BlockRef& block);

/// What has changed between two books, a line each ("protocol version 1.4 is now 1.5",
/// "RocketRewardsPool moved from 0x… to 0x…"); empty when nothing has.
std::vector<std::string> changes_between(const ContractBook& before, const ContractBook& after);

/// Keeps the book up to date: asks little for each block, and reads it all again when the
/// protocol's version has changed or an upgrade was seen.
class ContractBookKeeper {
 public:
  ContractBookKeeper(ContractReader& reader, const Network& network)
      : reader_(reader), network_(network) {}

  /// The book at a block, read again when it has to be. Errors as read_contract_book; the old book
  /// stays then.
  Expected<const ContractBook*> at(const BlockRef& block);
  /// A log of the chain: an upgrade makes the next call of `at` read everything.
  void see_log(const Bytes20& address);
  /// What the last reading changed.
  const std::vector<std::string>& last_changes() const { return last_changes_; }
  /// How often the book was read.
  std::uint64_t readings() const { return readings_; }

 private:
  ContractReader& reader_;
  const Network& network_;
  ContractBook book_;
  bool stale_ = true;
  std::vector<std::string> last_changes_;
  std::uint64_t readings_ = 0;
};

/// RocketStorage's key of a name and what follows it: keccak256 of both, packed.
Bytes32 storage_key(std::string_view name, std::string_view rest = {});
Bytes32 storage_key(std::string_view name, ByteSpan rest);

}  // namespace apsis
