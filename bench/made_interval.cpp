// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "bench/made_interval.hpp"

#include <algorithm>

#include "bench/noise.hpp"
#include "core/pg/copy_writer.hpp"
#include "oracle/interval/wei_math.hpp"
#include "schema/duty_bytes.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t slots = 32;
constexpr std::uint64_t genesis_time = 1'606'824'023;
constexpr std::uint64_t withdrawals_per_slot = 16;
constexpr std::uint64_t set_id = 1;

template <std::size_t N>
std::array<std::uint8_t, N> numbered(std::uint8_t kind, std::uint64_t number) {
  std::array<std::uint8_t, N> out{};
  out[0] = kind;
  store_le(out.data() + 1, number);
  return out;
}

BeaconValidator made_beacon(const IntervalSize& size, std::uint64_t number) {
  BeaconValidator out;
  out.index = number * (size.active / size.validators);
  out.status = ValidatorStatus::active_ongoing;
  out.activation_epoch = 1000;
  return out;
}

Minipool made_minipool(const IntervalSize& size, std::uint64_t number) {
  Minipool out;
  out.address = numbered<20>(2, number);
  out.pubkey = numbered<48>(3, number);
  out.status = MinipoolStatus::staking;
  out.status_time = genesis_time;
  out.node_fee = one_eth / 100u * (5u + number % 10);
  out.bond = one_eth * (number % 3 == 0 ? 16u : 8u);
  out.user_deposit = one_eth * 32u - out.bond;
  out.beacon = made_beacon(size, number);
  return out;
}

Megapool made_megapool(const IntervalSize& size, std::uint64_t first, std::uint64_t count) {
  Megapool out;
  out.address = numbered<20>(4, first);
  out.node_bond = one_eth * 4u * count;
  out.user_capital = one_eth * 28u * count;
  out.active_validators = count;
  for (std::uint64_t i = first; i < first + count; ++i) {
    MegapoolValidator validator;
    validator.pubkey = numbered<48>(3, i);
    validator.staked = true;
    validator.requested_value_milli_eth = 32'000;
    validator.requested_bond_milli_eth = 4'000;
    validator.beacon = made_beacon(size, i);
    out.validators.push_back(validator);
  }
  return out;
}

void set_bounds(NetworkSnapshot& out, std::uint64_t epochs) {
  IntervalBounds& interval = out.interval;
  interval.index = 60;
  interval.first_slot = interval.consensus_start_slot = made_first_epoch * slots;
  interval.last_slot = interval.consensus_end_slot = interval.end_time_slot =
      (made_first_epoch + epochs) * slots - 1;
  interval.length_seconds = epochs * slots * 12;
  interval.execution_start_block = 20'000'000;
  interval.execution_end_block = 20'200'000;
  interval.execution_end_time = out.clock.time_of(interval.last_slot);
}

Expected<void> store_names(Connection& connection, pqxx::work& work,
                           const NetworkSnapshot& snapshot,
                           const std::vector<std::uint64_t>& tracked) {
  work.exec_params(
      "INSERT INTO chain (config_name, preset, genesis_validators_root, genesis_time, "
      "slots_per_epoch, slot_duration_ms, anchor_slot, anchor_root) "
      "VALUES ('bench', 'mainnet', '', $1, 32, 12000, 0, '')",
      genesis_time);
  std::string set = "{";
  for (const std::uint64_t v : tracked) set += (set.size() > 1 ? "," : "") + std::to_string(v);
  work.exec_params("INSERT INTO tracked_sets VALUES ($1, $2::integer[])", set_id, set + "}");
  CopyWriter keys(connection, "validator_keys", "validator,pubkey,added_epoch");
  const auto add = [&](const BeaconValidator& beacon, const Bytes48& pubkey) {
    keys.row();
    keys.integer(static_cast<std::int32_t>(beacon.index));
    keys.bytea(pubkey);
    keys.bigint(0);
  };
  for (const Node& node : snapshot.nodes) {
    for (const Minipool& minipool : node.minipools) add(*minipool.beacon, minipool.pubkey);
    if (!node.megapool) continue;
    for (const auto& validator : node.megapool->validators)
      add(*validator.beacon, validator.pubkey);
  }
  return keys.finish();
}

Expected<void> store_duties(Connection& connection, const IntervalSize& size,
                            const std::vector<std::uint64_t>& tracked) {
  CopyWriter rows(connection, "epoch_duties",
                  "epoch,validator_count,set_id,attester_seed,duty_slots,late_votes");
  for (std::uint64_t epoch = made_first_epoch; epoch < made_first_epoch + size.epochs; ++epoch) {
    const MadeEpoch made = made_epoch(size, tracked, epoch);
    rows.row();
    rows.unsigned_bigint(epoch);
    rows.integer(static_cast<std::int32_t>(size.active));
    rows.bigint(set_id);
    rows.bytea(Bytes32{});
    rows.bytea(made.duty_slots);
    rows.bytea(made.late_votes);
  }
  return rows.finish();
}

Expected<void> store_withdrawals(Connection& connection, const IntervalSize& size) {
  CopyWriter rows(connection, "withdrawals",
                  "withdrawal_index,epoch,slot,validator,address,amount_gwei");
  std::uint64_t index = 0;
  for (std::uint64_t slot = made_first_epoch * slots;
       slot < (made_first_epoch + size.epochs) * slots; ++slot)
    for (std::uint64_t i = 0; i < withdrawals_per_slot; ++i) {
      rows.row();
      rows.unsigned_bigint(index++);
      rows.unsigned_bigint(slot / slots);
      rows.unsigned_bigint(slot);
      rows.integer(static_cast<std::int32_t>(index % size.active));
      rows.bytea(numbered<20>(1, index % size.active));
      rows.unsigned_bigint(18'000'000 + index % 1000);
    }
  return rows.finish();
}

}  // namespace

IntervalSize IntervalSize::of(const BenchSize& size) {
  if (size.active >= 500'000) return {6300, size.active, 25'000, 4000};
  return {12, size.active, size.active / 8, size.active / 64};
}

NetworkSnapshot made_snapshot(const IntervalSize& size) {
  NetworkSnapshot out;
  out.network = "bench";
  out.clock.genesis_time = genesis_time;
  set_bounds(out, size.epochs);
  out.rpl = {.price = one_eth / 500u,
             .pending_rewards = one_eth * 70'000u,
             .node_share = one_eth / 10u * 7u,
             .oracle_dao_share = one_eth / 1000u * 15u,
             .protocol_dao_share = one_eth / 1000u * 285u,
             .minimum_collateral = std::nullopt};
  out.smoothing_pool_balance = one_eth * 600u;
  out.pending_voter_share = one_eth;
  out.megapool_shares = MegapoolShares{one_eth / 20u, one_eth / 100u * 9u, 0};
  const std::uint64_t per_node = size.validators / size.nodes;
  for (std::uint64_t n = 0; n < size.nodes; ++n) {
    Node node;
    node.address = numbered<20>(1, n);
    node.registration_time = genesis_time;
    node.legacy_rpl = one_eth * (n % 700);
    node.megapool_rpl = one_eth * (n % 300);
    node.megapool_bonded = one_eth * 4u * per_node;
    node.in_smoothing_pool = n % 5 != 0;
    node.smoothing_pool_change_time = genesis_time + 12;
    // Some come and some go within the interval.
    if (n % 10 < 2)
      node.smoothing_pool_change_time =
          out.clock.time_of(out.interval.first_slot + Noise(n).below(size.epochs * slots));
    if (n < 10) node.oracle_dao_join_time = genesis_time;
    const std::uint64_t first = n * per_node;
    if (n % 2 == 0)
      for (std::uint64_t i = first; i < first + per_node; ++i)
        node.minipools.push_back(made_minipool(size, i));
    else
      node.megapool = made_megapool(size, first, per_node);
    out.nodes.push_back(std::move(node));
  }
  return out;
}

MadeEpoch made_epoch(const IntervalSize& size, const std::vector<std::uint64_t>& tracked,
                     std::uint64_t epoch) {
  MadeEpoch out;
  out.duty_slots = Noise(epoch).bytes(tracked.size());
  for (std::uint8_t& slot : out.duty_slots) slot %= slots;
  // One vote in 200 is missing, one in ten of those is merely very late.
  Noise noise(epoch + 1'000'000);
  std::vector<LateVote> late;
  std::size_t place = 0;
  for (std::uint64_t v = noise.below(400); v < size.active; v += 1 + noise.below(399)) {
    while (place < tracked.size() && tracked[place] < v) ++place;
    const bool is_tracked = place < tracked.size() && tracked[place] == v;
    late.push_back({static_cast<std::uint32_t>(v),
                    is_tracked ? out.duty_slots[place] : static_cast<std::uint8_t>(v % slots),
                    static_cast<std::uint8_t>(noise.below(10) == 0 ? 40 : 0)});
  }
  out.late_votes = encode_late_votes(late);
  return out;
}

Expected<void> store_made_interval(Connection& connection, const IntervalSize& size,
                                   const NetworkSnapshot& snapshot,
                                   const std::vector<std::uint64_t>& tracked) {
  return connection.guarded([&]() -> Expected<void> {
    pqxx::work work(connection.sql());
    if (auto ok = store_names(connection, work, snapshot, tracked); !ok) return ok;
    if (auto ok = store_duties(connection, size, tracked); !ok) return ok;
    if (auto ok = store_withdrawals(connection, size); !ok) return ok;
    work.commit();
    pqxx::nontransaction(connection.sql()).exec("VACUUM ANALYZE");
    return {};
  });
}

}  // namespace apsis
