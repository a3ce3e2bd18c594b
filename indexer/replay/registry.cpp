// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/registry.hpp"

#include <algorithm>

#include "core/endian.hpp"
#include "core/hash/merkle.hpp"
#include "core/hash/sha256.hpp"
#include "core/units.hpp"
#include "indexer/decode/preset.hpp"

namespace apsis {
namespace {

/// Sizes columns with room for new validators: a column that has to move copies all of it at once.
template <class... Columns>
void make_room(std::size_t count, Columns&... columns) {
  (columns.reserve(with_growth_room(count)), ...);
  (columns.resize(count), ...);
}

/// Records whose eight leaves are hashed together.
constexpr std::size_t hash_batch = 64;

}  // namespace

Registry::Registry() : tree_(ceil_log2(preset::validator_registry_limit)) {}

void Registry::load(const SszView& validators) {
  const std::size_t count = validators.size();
  *this = Registry();
  make_room(count, pubkey, withdrawal_credentials, slashed, effective_balance_gwei,
            activation_eligibility_epoch, activation_epoch, exit_epoch, withdrawable_epoch, roots_,
            is_touched_);
  const std::uint8_t* record = validators.bytes().data();
  for (std::size_t i = 0; i < count; ++i, record += record_size) {
    std::memcpy(pubkey[i].data(), record, 48);
    std::memcpy(withdrawal_credentials[i].data(), record + 48, 32);
    effective_balance_gwei[i] = load_le<std::uint64_t>(record + 80);
    slashed[i] = record[88];
    activation_eligibility_epoch[i] = load_le<std::uint64_t>(record + 89);
    activation_epoch[i] = load_le<std::uint64_t>(record + 97);
    exit_epoch[i] = load_le<std::uint64_t>(record + 105);
    withdrawable_epoch[i] = load_le<std::uint64_t>(record + 113);
    touch(i);
  }
  index_.update(pubkey);
}

void Registry::append(const Bytes48& key, const Bytes32& credentials,
                      std::uint64_t effective_gwei) {
  pubkey.push_back(key);
  withdrawal_credentials.push_back(credentials);
  effective_balance_gwei.push_back(effective_gwei);
  slashed.push_back(0);
  for (auto* column :
       {&activation_eligibility_epoch, &activation_epoch, &exit_epoch, &withdrawable_epoch}) {
    column->push_back(far_future_epoch);
  }
  roots_.emplace_back();
  is_touched_.push_back(0);
  touch(size() - 1);
  index_.update(pubkey);
}

void Registry::touch(std::size_t index) {
  if (is_touched_[index] != 0) return;
  is_touched_[index] = 1;
  touched_.push_back(static_cast<std::uint32_t>(index));
}

void Registry::serialize(std::size_t index, std::uint8_t* to) const {
  std::memcpy(to, pubkey[index].data(), 48);
  std::memcpy(to + 48, withdrawal_credentials[index].data(), 32);
  store_le(to + 80, effective_balance_gwei[index]);
  to[88] = slashed[index];
  store_le(to + 89, activation_eligibility_epoch[index]);
  store_le(to + 97, activation_epoch[index]);
  store_le(to + 105, exit_epoch[index]);
  store_le(to + 113, withdrawable_epoch[index]);
}

void Registry::hash_touched() {
  const Sha256Kernel& kernel = sha256_kernel();
  std::vector<std::uint8_t> leaves(hash_batch * 8 * 32);
  std::vector<std::uint8_t> keys(hash_batch * 64);
  for (std::size_t begin = 0; begin < touched_.size(); begin += hash_batch) {
    const std::size_t batch = std::min(hash_batch, touched_.size() - begin);
    std::fill(leaves.begin(), leaves.end(), 0);
    std::fill(keys.begin(), keys.end(), 0);
    for (std::size_t i = 0; i < batch; ++i) {
      std::memcpy(keys.data() + 64 * i, pubkey[touched_[begin + i]].data(), 48);
    }
    kernel.hash_pairs(keys.data(), keys.data(), batch);
    for (std::size_t i = 0; i < batch; ++i) {
      const std::size_t v = touched_[begin + i];
      std::uint8_t* leaf = leaves.data() + 256 * i;
      std::memcpy(leaf, keys.data() + 32 * i, 32);
      std::memcpy(leaf + 32, withdrawal_credentials[v].data(), 32);
      store_le(leaf + 64, effective_balance_gwei[v]);
      leaf[96] = slashed[v];
      store_le(leaf + 128, activation_eligibility_epoch[v]);
      store_le(leaf + 160, activation_epoch[v]);
      store_le(leaf + 192, exit_epoch[v]);
      store_le(leaf + 224, withdrawable_epoch[v]);
    }
    for (std::size_t pairs = 4 * batch; pairs >= batch; pairs /= 2) {
      kernel.hash_pairs(leaves.data(), leaves.data(), pairs);
    }
    for (std::size_t i = 0; i < batch; ++i) {
      const std::size_t v = touched_[begin + i];
      std::memcpy(roots_[v].data(), leaves.data() + 32 * i, 32);
      is_touched_[v] = 0;
      tree_.mark(v);
    }
  }
  changed_.insert(changed_.end(), touched_.begin(), touched_.end());
  touched_.clear();
}

Bytes32 Registry::list_root() {
  hash_touched();
  const ByteSpan leaves(roots_.empty() ? nullptr : roots_[0].data(), 32 * roots_.size());
  return mix_in_length(tree_.root(leaves), roots_.size());
}

std::vector<std::uint32_t> Registry::take_changed() {
  hash_touched();
  std::sort(changed_.begin(), changed_.end());
  changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
  return std::exchange(changed_, {});
}

}  // namespace apsis
