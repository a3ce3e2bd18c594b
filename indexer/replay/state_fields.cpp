// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/state_fields.hpp"

#include "core/endian.hpp"

namespace apsis {
namespace {

using State = BeaconState;

void append(Bytes& out, ByteSpan bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_u64(Bytes& out, std::uint64_t value) {
  std::uint8_t bytes[8];
  store_le(bytes, value);
  append(out, bytes);
}

template <class T, class Read>
void load_list(HashedList<T>& list, const SszView& view, Read read) {
  list.clear();
  for (std::size_t i = 0; i < view.size(); ++i) list.push_back(read(view[i]));
}

void write(Bytes& out, const ForkVersions& v) {
  append(out, v.previous_version);
  append(out, v.current_version);
  append_u64(out, v.epoch);
}

void write(Bytes& out, const Checkpoint& v) {
  append_u64(out, v.epoch);
  append(out, v.root);
}

void write(Bytes& out, const BeaconBlockHeader& v) {
  append_u64(out, v.slot);
  append_u64(out, v.proposer_index);
  append(out, v.parent_root);
  append(out, v.state_root);
  append(out, v.body_root);
}

void write(Bytes& out, const Eth1Data& v) {
  append(out, v.deposit_root);
  append_u64(out, v.deposit_count);
  append(out, v.block_hash);
}

void write(Bytes& out, const HistoricalSummary& v) {
  append(out, v.block_summary_root);
  append(out, v.state_summary_root);
}

void write(Bytes& out, const PendingDeposit& v) {
  append(out, v.pubkey);
  append(out, v.withdrawal_credentials);
  append_u64(out, v.amount_gwei);
  append(out, v.signature);
  append_u64(out, v.slot);
}

void write(Bytes& out, const PendingPartialWithdrawal& v) {
  append_u64(out, v.validator_index);
  append_u64(out, v.amount_gwei);
  append_u64(out, v.withdrawable_epoch);
}

void write(Bytes& out, const PendingConsolidation& v) {
  append_u64(out, v.source_index);
  append_u64(out, v.target_index);
}

void write(Bytes& out, const SyncCommittee& v) {
  for (const Bytes48& pubkey : v.pubkeys) append(out, pubkey);
  append(out, v.aggregate_pubkey);
}

template <class T>
void write_list(Bytes& out, const HashedList<T>& list) {
  for (const T& value : list.values()) write(out, value);
}

// One maker of entries for each sort of field.

template <std::uint64_t State::*member>
constexpr StateField number(std::string_view name) {
  return {name, [](State& s, const SszView& v) { s.*member = v.as_u64(); },
          [](State& s) { return hash_tree_root(s.*member); },
          [](const State& s, Bytes& out) { append_u64(out, s.*member); }};
}

template <auto member, auto read>
constexpr StateField container(std::string_view name) {
  return {name, [](State& s, const SszView& v) { s.*member = read(v); },
          [](State& s) { return hash_tree_root(s.*member); },
          [](const State& s, Bytes& out) { write(out, s.*member); }};
}

template <auto member>
constexpr StateField vector(std::string_view name) {
  return {name, [](State& s, const SszView& v) { (s.*member).load(v.bytes()); },
          [](State& s) { return (s.*member).vector_root(); },
          [](const State& s, Bytes& out) { append(out, (s.*member).bytes()); }};
}

template <auto member>
constexpr StateField column(std::string_view name) {
  return {name, [](State& s, const SszView& v) { (s.*member).load(v.bytes()); },
          [](State& s) { return (s.*member).list_root(); },
          [](const State& s, Bytes& out) { append(out, (s.*member).bytes()); }};
}

template <auto member, auto read>
constexpr StateField list(std::string_view name) {
  return {name, [](State& s, const SszView& v) { load_list(s.*member, v, read); },
          [](State& s) { return (s.*member).list_root(); },
          [](const State& s, Bytes& out) { write_list(out, s.*member); }};
}

/// A list whose elements vary in size: offsets stand before them.
template <auto member, auto read>
constexpr StateField list_of_variable(std::string_view name) {
  StateField out = list<member, read>(name);
  out.write = [](const State& s, Bytes& out_bytes) {
    std::vector<Bytes> elements;
    std::size_t at = 4 * (s.*member).size();
    for (const auto& value : (s.*member).values()) {
      write(elements.emplace_back(), value);
      std::uint8_t offset[4];
      store_le(offset, static_cast<std::uint32_t>(at));
      append(out_bytes, offset);
      at += elements.back().size();
    }
    for (const Bytes& element : elements) append(out_bytes, element);
  };
  return out;
}

template <auto member>
constexpr StateField committee(std::string_view name) {
  return {name, [](State& s, const SszView& v) { (s.*member).set(read_sync_committee(v)); },
          [](State& s) { return (s.*member).root; },
          [](const State& s, Bytes& out) { write(out, (s.*member).committee); }};
}

constexpr StateField genesis_validators_root_field = {
    "genesis_validators_root",
    [](State& s, const SszView& v) { s.genesis_validators_root = v.as_bytes<32>(); },
    [](State& s) { return s.genesis_validators_root; },
    [](const State& s, Bytes& out) { append(out, s.genesis_validators_root); }};

constexpr StateField validators_field = {
    "validators", [](State& s, const SszView& v) { s.validators.load(v); },
    [](State& s) { return s.validators.list_root(); },
    [](const State& s, Bytes& out) {
      const std::size_t at = out.size();
      out.resize(at + s.validators.size() * Registry::record_size);
      for (std::size_t i = 0; i < s.validators.size(); ++i) {
        s.validators.serialize(i, out.data() + at + i * Registry::record_size);
      }
    }};

constexpr StateField justification_bits_field = {
    "justification_bits", [](State& s, const SszView& v) { s.justification_bits = v.bytes()[0]; },
    [](State& s) { return hash_tree_root(std::uint64_t{s.justification_bits}); },
    [](const State& s, Bytes& out) { out.push_back(s.justification_bits); }};

constexpr StateField payload_header_field = {
    "latest_execution_payload_header",
    [](State& s, const SszView& v) { s.latest_execution_payload_header.set(v); },
    [](State& s) { return s.latest_execution_payload_header.root; },
    [](const State& s, Bytes& out) { append(out, s.latest_execution_payload_header.serialized); }};

constexpr StateField fields[] = {
    number<&State::genesis_time>("genesis_time"),
    genesis_validators_root_field,
    number<&State::slot>("slot"),
    container<&State::fork_versions, read_fork>("fork"),
    container<&State::latest_block_header, read_header>("latest_block_header"),
    vector<&State::block_roots>("block_roots"),
    vector<&State::state_roots>("state_roots"),
    column<&State::historical_roots>("historical_roots"),
    container<&State::eth1_data, read_eth1_data>("eth1_data"),
    list<&State::eth1_data_votes, read_eth1_data>("eth1_data_votes"),
    number<&State::eth1_deposit_index>("eth1_deposit_index"),
    validators_field,
    column<&State::balances>("balances"),
    vector<&State::randao_mixes>("randao_mixes"),
    vector<&State::slashings>("slashings"),
    column<&State::previous_epoch_participation>("previous_epoch_participation"),
    column<&State::current_epoch_participation>("current_epoch_participation"),
    list_of_variable<&State::previous_epoch_attestations, read_pending_attestation>(
        "previous_epoch_attestations"),
    list_of_variable<&State::current_epoch_attestations, read_pending_attestation>(
        "current_epoch_attestations"),
    justification_bits_field,
    container<&State::previous_justified_checkpoint, read_checkpoint>(
        "previous_justified_checkpoint"),
    container<&State::current_justified_checkpoint, read_checkpoint>(
        "current_justified_checkpoint"),
    container<&State::finalized_checkpoint, read_checkpoint>("finalized_checkpoint"),
    column<&State::inactivity_scores>("inactivity_scores"),
    committee<&State::current_sync_committee>("current_sync_committee"),
    committee<&State::next_sync_committee>("next_sync_committee"),
    payload_header_field,
    number<&State::next_withdrawal_index>("next_withdrawal_index"),
    number<&State::next_withdrawal_validator_index>("next_withdrawal_validator_index"),
    list<&State::historical_summaries, read_historical_summary>("historical_summaries"),
    number<&State::deposit_requests_start_index>("deposit_requests_start_index"),
    number<&State::deposit_balance_to_consume_gwei>("deposit_balance_to_consume"),
    number<&State::exit_balance_to_consume_gwei>("exit_balance_to_consume"),
    number<&State::earliest_exit_epoch>("earliest_exit_epoch"),
    number<&State::consolidation_balance_to_consume_gwei>("consolidation_balance_to_consume"),
    number<&State::earliest_consolidation_epoch>("earliest_consolidation_epoch"),
    list<&State::pending_deposits, read_pending_deposit>("pending_deposits"),
    list<&State::pending_partial_withdrawals, read_pending_partial_withdrawal>(
        "pending_partial_withdrawals"),
    list<&State::pending_consolidations, read_pending_consolidation>("pending_consolidations"),
    vector<&State::proposer_lookahead>("proposer_lookahead"),
};

}  // namespace

const StateField* find_state_field(std::string_view name) {
  for (const StateField& field : fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

}  // namespace apsis
