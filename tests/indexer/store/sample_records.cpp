// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/indexer/store/sample_records.hpp"

#include <random>
#include <sstream>

#include "core/hash/sha256.hpp"
#include "indexer/store/record_check.hpp"
#include "indexer/store/rewards_csv.hpp"

namespace apsis {
namespace {

using Random = std::mt19937_64;

std::int64_t between(Random& random, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(high - low + 1));
}

template <std::size_t N>
std::array<std::uint8_t, N> bytes_for(std::uint64_t a, std::uint64_t b) {
  std::uint8_t seed[16];
  std::memcpy(seed, &a, 8);
  std::memcpy(seed + 8, &b, 8);
  const Bytes32 hash = sha256(seed);
  std::array<std::uint8_t, N> out;
  for (std::size_t i = 0; i < N; ++i) out[i] = static_cast<std::uint8_t>(hash[i % 32] + i / 32);
  return out;
}

std::int64_t& amount(EpochRecord& record, Component component, std::size_t validator) {
  return record.validators.component_gwei[static_cast<std::size_t>(component)][validator];
}

/// Duties' amounts of one validator, as they are booked one epoch later.
std::int64_t duties_of(const EpochRecord& record, std::size_t validator) {
  std::int64_t sum = 0;
  if (validator >= record.validators.balance_start_gwei.size()) return 0;
  for (std::size_t c = 0; booked_one_epoch_later(static_cast<Component>(c)); ++c)
    sum += record.validators.component_gwei[c][validator];
  return sum;
}

void close_balance(EpochRecord& record, std::size_t v) {
  ValidatorColumns& columns = record.validators;
  std::int64_t end = static_cast<std::int64_t>(columns.balance_start_gwei[v]) +
                     columns.duties_before_gwei[v] + columns.saturated_gwei[v];
  for (std::size_t c = 0; c < component_count; ++c)
    if (!booked_one_epoch_later(static_cast<Component>(c))) end += columns.component_gwei[c][v];
  columns.balance_end_gwei[v] = static_cast<std::uint64_t>(end);
}

void fill_validator(EpochRecord& record, const EpochRecord* before, std::size_t v, Random& random) {
  ValidatorColumns& columns = record.validators;
  const bool is_new = before != nullptr && v >= before->validators.balance_start_gwei.size();
  columns.balance_start_gwei[v] = before == nullptr ? 32'000'000'000 + v
                                  : is_new          ? 0
                                                    : before->validators.balance_end_gwei[v];
  columns.effective_balance_gwei[v] = 32'000'000'000;
  columns.duties_before_gwei[v] = before == nullptr ? 0 : duties_of(*before, v);
  if (is_new) amount(record, Component::deposits, v) = 32'000'000'000;
  for (const Component c : {Component::source, Component::target, Component::head})
    amount(record, c, v) = between(random, -3000, 9000);
  if (v % 5 == 1) amount(record, Component::sync, v) = between(random, -500, 900);
  if (v % 7 == 2) amount(record, Component::proposer_attestations, v) = between(random, 1, 90000);
  if (v == 3) {
    amount(record, Component::slashing, v) = -7000;
    columns.saturated_gwei[v] = 2000;
    record.saturations.push_back({3, Component::slashing, 1500});
    record.saturations.push_back({3, Component::slashing, 500});
  }
  columns.max_source_gwei[v] = 9000;
  columns.max_target_gwei[v] = 9000;
  columns.max_head_gwei[v] = 9000;
  const bool has_duty = v % 11 != 4;
  columns.duty_slot[v] = has_duty ? record.epoch.value * 32 + v % 32 : no_slot;
  columns.committee_index[v] = static_cast<std::uint16_t>(v % 64);
  columns.committee_position[v] = static_cast<std::uint16_t>(65535 - v % 3);
  columns.inclusion_delays[v] = has_duty ? random() >> (v % 64) : 0;
  columns.flags[v] = has_duty ? static_cast<std::uint8_t>(8 | random() % 8) : 0;
  columns.miss_cause[v] = static_cast<MissCause>(has_duty ? random() % 8 : 1);
  close_balance(record, v);
}

void fill_lists(EpochRecord& record, std::uint64_t seed) {
  const std::uint64_t epoch = record.epoch.value;
  for (std::uint64_t slot = epoch * 32; slot < epoch * 32 + 32; ++slot) {
    const bool missed = slot % 9 == 5;
    const Bytes32 root = bytes_for<32>(seed, slot);
    const auto proposer = static_cast<std::uint32_t>(slot % 20);
    record.proposals.push_back(
        {slot, proposer, missed ? std::nullopt : std::optional(root), slot, 2, 3});
    if (!missed)
      record.blocks.push_back({slot, root, bytes_for<32>(seed, slot - 1), bytes_for<32>(slot, seed),
                               proposer, false, slot + 100, bytes_for<32>(slot, 1), slot * 12, 1, 2,
                               3, 4, 5, Bytes32{}});
    if (slot % 13 == 0)
      record.blocks.push_back({slot, bytes_for<32>(slot, 77), root, root, proposer, true,
                               slot + 100, root, slot * 12, 1, 0, 0, 0, 0, Bytes32{1}});
    record.withdrawals.push_back({slot, slot * 2, proposer, bytes_for<20>(slot, 5), 12345});
  }
  record.deposits.push_back({epoch * 32 + 1, std::nullopt, bytes_for<48>(epoch, 6), Bytes32{},
                             1'000'000'000, DepositKind::refused});
  record.deposits.push_back(
      {epoch * 32 + 31, 2, bytes_for<48>(2, seed), Bytes32{2}, 2'000'000'000, DepositKind::queue});
  if (epoch % 8 == 0) record.sync_periods.push_back({epoch / 8, {5, 1, 5, 0}});
}

ValidatorRecord registry_entry(std::size_t v, std::uint64_t seed, std::uint64_t epoch) {
  return {static_cast<std::uint32_t>(v),
          bytes_for<48>(v, seed),
          bytes_for<32>(v, 2),
          32'000'000'000 + (v % 4 == 0 ? epoch : 0),
          v == 3,
          0,
          v,
          far_future_epoch,
          far_future_epoch};
}

}  // namespace

ChainIdentity sample_chain() {
  return {"sample",
          "mainnet",
          bytes_for<32>(1, 2),
          1'700'000'000,
          32,
          12'000,
          0,
          bytes_for<32>(3, 4),
          {{"deneb", {4, 0, 0, 1}, 0}, {"electra", {5, 0, 0, 1}, far_future_epoch}}};
}

EpochRecord empty_record(std::uint64_t epoch, std::size_t count) {
  EpochRecord out{};
  out.epoch = Epoch(epoch);
  out.proof_slot = (epoch + 2) * 32;
  ValidatorColumns& c = out.validators;
  for (auto* column :
       {&c.balance_start_gwei, &c.balance_end_gwei, &c.effective_balance_gwei, &c.inclusion_delays})
    column->assign(count, 0);
  c.duty_slot.assign(count, no_slot);
  for (auto* column : {&c.saturated_gwei, &c.duties_before_gwei, &c.max_source_gwei,
                       &c.max_target_gwei, &c.max_head_gwei, &c.max_sync_gwei})
    column->assign(count, 0);
  for (auto& column : c.component_gwei) column.assign(count, 0);
  c.committee_index.assign(count, 0);
  c.committee_position.assign(count, 0);
  c.flags.assign(count, 0);
  c.miss_cause.assign(count, MissCause::none);
  return out;
}

std::vector<EpochRecord> sample_records(std::uint64_t epochs, std::size_t validators,
                                        std::uint64_t seed) {
  Random random(seed);
  std::vector<EpochRecord> out;
  for (std::uint64_t epoch = 0; epoch < epochs; ++epoch) {
    const std::size_t count = validators + epoch / 4;
    EpochRecord record = empty_record(epoch, count);
    record.active_validators = count;
    record.active_balance_gwei = count * 32'000'000'000;
    record.source_balance_gwei = record.active_balance_gwei / 2;
    record.proof_state_root = bytes_for<32>(seed, epoch + 1'000'000);
    record.proof_block_root = bytes_for<32>(seed, epoch + 2'000'000);
    for (std::size_t v = 0; v < count; ++v)
      fill_validator(record, out.empty() ? nullptr : &out.back(), v, random);
    fill_lists(record, seed);
    const std::size_t known = out.empty() ? 0 : out.back().validators.flags.size();
    for (std::size_t v = 0; v < count; ++v)
      if (v >= known || v % 4 == 0)
        record.changed_validators.push_back(registry_entry(v, seed, epoch));
    out.push_back(std::move(record));
  }
  return out;
}

std::vector<EpochRecord> records_from_csv(const std::string& text) {
  std::vector<std::vector<std::vector<std::int64_t>>> epochs;
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::vector<std::int64_t> values;
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) values.push_back(std::stoll(field));
    epochs.resize(std::max(epochs.size(), static_cast<std::size_t>(values.at(0)) + 1));
    epochs[static_cast<std::size_t>(values[0])].push_back(std::move(values));
  }
  std::vector<EpochRecord> out;
  for (std::size_t e = 0; e < epochs.size(); ++e) {
    EpochRecord record = empty_record(e, epochs[e].size());
    for (std::size_t v = 0; v < epochs[e].size(); ++v) {
      const std::vector<std::int64_t>& row = epochs[e][v];
      record.validators.balance_start_gwei[v] = static_cast<std::uint64_t>(row.at(2));
      record.validators.balance_end_gwei[v] = static_cast<std::uint64_t>(row.at(3));
      for (std::size_t c = 0; c < component_count; ++c)
        record.validators.component_gwei[c][v] = row.at(4 + c);
      record.validators.saturated_gwei[v] = row.at(4 + component_count);
      record.validators.duties_before_gwei[v] = out.empty() ? 0 : duties_of(out.back(), v);
    }
    out.push_back(std::move(record));
  }
  return out;
}

std::string expected_csv(const std::vector<EpochRecord>& records) {
  std::ostringstream out;
  out << rewards_csv_header();
  for (const EpochRecord& record : records)
    for (std::size_t v = 0; v < record.validators.flags.size(); ++v) {
      out << record.epoch.value << ',' << v << ',' << record.validators.balance_start_gwei[v] << ','
          << record.validators.balance_end_gwei[v];
      for (const auto& component : record.validators.component_gwei) out << ',' << component[v];
      out << ',' << record.validators.saturated_gwei[v] << '\n';
    }
  return out.str();
}

}  // namespace apsis
