// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/bytes.hpp"
#include "core/hash/merkle_tree.hpp"
#include "indexer/decode/ssz_view.hpp"
#include "indexer/replay/pubkey_index.hpp"

namespace apsis {

/// The validator registry as columns, one entry a validator, with the root of each record kept and
/// hashed again only when the record changed. Whoever writes to a column calls `touch`.
struct Registry {
  std::vector<Bytes48> pubkey;
  std::vector<Bytes32> withdrawal_credentials;
  std::vector<std::uint64_t> effective_balance_gwei;
  std::vector<std::uint8_t> slashed;
  std::vector<std::uint64_t> activation_eligibility_epoch;
  std::vector<std::uint64_t> activation_epoch;
  std::vector<std::uint64_t> exit_epoch;
  std::vector<std::uint64_t> withdrawable_epoch;

  Registry();

  std::size_t size() const { return pubkey.size(); }

  /// `is_active_validator`.
  bool is_active(std::size_t index, std::uint64_t epoch) const {
    return activation_epoch[index] <= epoch && epoch < exit_epoch[index];
  }
  /// Withdrawal prefix 0x01 / 0x02 / either.
  bool has_eth1_credential(std::size_t index) const {
    return withdrawal_credentials[index][0] == 1;
  }
  bool has_compounding_credential(std::size_t index) const {
    return withdrawal_credentials[index][0] == 2;
  }
  bool has_execution_credential(std::size_t index) const {
    return has_eth1_credential(index) || has_compounding_credential(index);
  }
  /// Execution address in the withdrawal credentials.
  Bytes20 withdrawal_address(std::size_t index) const {
    return to_array<20>(ByteSpan(withdrawal_credentials[index]).subspan(12));
  }

  /// Validator with this key; nothing if there is none.
  std::optional<std::uint32_t> find(const Bytes48& key) const { return index_.find(pubkey, key); }

  /// Replaces all records by those of a `List[Validator]`.
  void load(const SszView& validators);
  /// Appends a record that is not active, exited or slashed.
  void append(const Bytes48& key, const Bytes32& credentials, std::uint64_t effective_gwei);
  /// The record of `index` has changed.
  void touch(std::size_t index);
  /// Root of the list.
  Bytes32 list_root();
  /// Record `index` as it is serialized (121 bytes).
  void serialize(std::size_t index, std::uint8_t* to) const;

  /// Serialized size of a record.
  static constexpr std::size_t record_size = 121;

  /// Records touched since the last call, ascending, each once.
  std::vector<std::uint32_t> take_changed();

 private:
  void hash_touched();

  PubkeyIndex index_;
  std::vector<Bytes32> roots_;
  std::vector<std::uint8_t> is_touched_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> changed_;
  MerkleTree tree_;
};

}  // namespace apsis
