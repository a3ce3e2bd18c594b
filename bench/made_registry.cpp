// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "bench/made_registry.hpp"

#include "bench/noise.hpp"
#include "core/units.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/registry.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t eth = preset::effective_balance_increment_gwei;

struct MadeValidator {
  std::uint64_t effective_gwei = 0, balance_gwei = 0;
  std::uint64_t eligibility = 0, activation = 0;
  std::uint64_t exit = far_future_epoch, withdrawable = far_future_epoch;
  std::uint8_t credential = 1;
  bool slashed = false;
};

/// 6 of 10 with an execution address, 3 compounding, 1 with a BLS key.
std::uint8_t made_credential(Noise& noise) {
  const std::uint64_t draw = noise.below(10);
  return draw == 0 ? 0 : draw <= 3 ? 2 : 1;
}

MadeValidator make_active(Noise& noise, std::uint64_t epoch) {
  MadeValidator out;
  out.credential = made_credential(noise);
  const bool large = out.credential == 2 && noise.in_hundred(3);
  out.effective_gwei = (large ? 64 + noise.below(1984) : 32) * eth;
  out.balance_gwei = out.effective_gwei - eth / 100 + noise.below(eth / 20);
  out.eligibility = noise.below(epoch - 1000);
  out.activation = out.eligibility + 5;
  if (noise.below(1000) == 0) {  // on its way out
    out.exit = epoch + 3 + noise.below(100);
    out.withdrawable = out.exit + 256;
    if (noise.below(20) == 0) {
      out.slashed = true;
      out.withdrawable = epoch + 4096 + noise.below(3) - 1;
    }
  }
  return out;
}

MadeValidator make_inactive(Noise& noise, std::uint64_t epoch) {
  MadeValidator out;
  out.credential = made_credential(noise);
  const std::uint64_t draw = noise.below(1000);
  if (draw < 10) {  // waits for its activation
    out.effective_gwei = out.balance_gwei = 32 * eth;
    out.eligibility = epoch + 1;
    out.activation = far_future_epoch;
    return out;
  }
  out.eligibility = noise.below(epoch / 2);
  out.activation = out.eligibility + 5;
  if (draw < 15) {  // has left, but not been paid yet
    out.exit = epoch - noise.below(200);
    out.withdrawable = out.exit + 256;
    out.effective_gwei = out.balance_gwei = 32 * eth;
    return out;
  }
  out.exit = out.activation + noise.below(epoch / 2 - 300);
  out.withdrawable = out.exit + 256;
  out.slashed = draw < 17;
  return out;
}

void write_record(std::uint8_t* to, const Bytes48& pubkey, const MadeValidator& made,
                  std::size_t index) {
  std::memcpy(to, pubkey.data(), 48);
  to[48] = made.credential;
  std::memcpy(to + 60, made_address(index).data(), 20);
  store_le(to + 80, made.effective_gwei);
  to[88] = made.slashed ? 1 : 0;
  store_le(to + 89, made.eligibility);
  store_le(to + 97, made.activation);
  store_le(to + 105, made.exit);
  store_le(to + 113, made.withdrawable);
}

}  // namespace

Bytes20 made_address(std::size_t validator) {
  // One owner for every hundred validators.
  Noise noise(validator / 100 + 77);
  return to_array<20>(noise.bytes(20));
}

MadeRegistry make_registry(const std::vector<Bytes48>& pubkeys, const BenchSize& size,
                           std::uint64_t epoch) {
  Noise noise(size.validators);
  MadeRegistry out;
  Bytes records(size.validators * Registry::record_size);
  Bytes balances(size.validators * 8);
  Bytes participation(size.validators);
  for (std::size_t i = 0; i < size.validators; ++i) {
    // Spreads the active ones evenly over the registry, exactly as many as asked for.
    const bool active =
        (i + 1) * size.active / size.validators != i * size.active / size.validators;
    const MadeValidator made = active ? make_active(noise, epoch) : make_inactive(noise, epoch);
    write_record(records.data() + i * Registry::record_size, pubkeys[i], made, i);
    store_le(balances.data() + 8 * i, made.balance_gwei);
    if (!active) continue;
    out.active.push_back(i);
    const std::uint64_t draw = noise.below(100);
    participation[i] = draw == 0 ? 0 : draw < 4 ? 3 : 7;
  }
  out.fields["validators"] = std::move(records);
  out.fields["balances"] = std::move(balances);
  out.fields["previous_epoch_participation"] = std::move(participation);
  out.fields["current_epoch_participation"] = Bytes(size.validators);
  out.fields["inactivity_scores"] = Bytes(size.validators * 8);
  return out;
}

}  // namespace apsis
