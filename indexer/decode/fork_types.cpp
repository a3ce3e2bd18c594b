// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/fork_types.hpp"

#include "core/check.hpp"
#include "indexer/decode/preset.hpp"

namespace apsis {
namespace {

/// Shorthands and shared types while the containers of one fork are put together.
template <class P>
struct Builder {
  SszTypes& t;
  Fork fork;
  const ChainConfig& config;

  const SszType* u64 = t.uint(8);
  const SszType* b4 = t.byte_vector(4);
  const SszType* b20 = t.byte_vector(20);
  const SszType* b32 = t.byte_vector(32);
  const SszType* b48 = t.byte_vector(48);
  const SszType* b96 = t.byte_vector(96);
  const SszType* boolean = t.boolean();

  bool since(Fork first) const { return fork >= first; }
  const SszType* get(std::string_view name) const { return t.find(name); }

  /// A message with its signature.
  void add_signed(const char* name) {
    t.container(std::string("Signed") + name, {{"message", get(name)}, {"signature", b96}});
  }

  void add_basics() {
    t.container("Fork", {{"previous_version", b4}, {"current_version", b4}, {"epoch", u64}});
    t.container("ForkData", {{"current_version", b4}, {"genesis_validators_root", b32}});
    t.container("Checkpoint", {{"epoch", u64}, {"root", b32}});
    t.container("SigningData", {{"object_root", b32}, {"domain", b32}});
    t.container("Validator", {{"pubkey", b48},
                              {"withdrawal_credentials", b32},
                              {"effective_balance", u64},
                              {"slashed", boolean},
                              {"activation_eligibility_epoch", u64},
                              {"activation_epoch", u64},
                              {"exit_epoch", u64},
                              {"withdrawable_epoch", u64}});
    t.container("Eth1Data", {{"deposit_root", b32}, {"deposit_count", u64}, {"block_hash", b32}});
    t.container("BeaconBlockHeader", {{"slot", u64},
                                      {"proposer_index", u64},
                                      {"parent_root", b32},
                                      {"state_root", b32},
                                      {"body_root", b32}});
    add_signed("BeaconBlockHeader");
    t.container("HistoricalBatch", {{"block_roots", t.vector(b32, P::slots_per_historical_root)},
                                    {"state_roots", t.vector(b32, P::slots_per_historical_root)}});
    t.container("ProposerSlashing", {{"signed_header_1", get("SignedBeaconBlockHeader")},
                                     {"signed_header_2", get("SignedBeaconBlockHeader")}});
    t.container("DepositMessage",
                {{"pubkey", b48}, {"withdrawal_credentials", b32}, {"amount", u64}});
    t.container(
        "DepositData",
        {{"pubkey", b48}, {"withdrawal_credentials", b32}, {"amount", u64}, {"signature", b96}});
    t.container("Deposit", {{"proof", t.vector(b32, preset::deposit_contract_tree_depth + 1)},
                            {"data", get("DepositData")}});
    t.container("VoluntaryExit", {{"epoch", u64}, {"validator_index", u64}});
    add_signed("VoluntaryExit");
  }

  void add_attestations() {
    const bool electra = since(Fork::electra);
    const std::uint64_t participants =
        preset::max_validators_per_committee * (electra ? P::max_committees_per_slot : 1);
    t.container("AttestationData", {{"slot", u64},
                                    {"index", u64},
                                    {"beacon_block_root", b32},
                                    {"source", get("Checkpoint")},
                                    {"target", get("Checkpoint")}});
    t.container("IndexedAttestation", {{"attesting_indices", t.list(u64, participants)},
                                       {"data", get("AttestationData")},
                                       {"signature", b96}});
    t.container("PendingAttestation", {{"aggregation_bits", t.bitlist(participants)},
                                       {"data", get("AttestationData")},
                                       {"inclusion_delay", u64},
                                       {"proposer_index", u64}});
    std::vector<SszField> fields = {{"aggregation_bits", t.bitlist(participants)},
                                    {"data", get("AttestationData")},
                                    {"signature", b96}};
    if (electra) fields.push_back({"committee_bits", t.bitvector(P::max_committees_per_slot)});
    t.container("Attestation", std::move(fields));
    t.container("AttesterSlashing", {{"attestation_1", get("IndexedAttestation")},
                                     {"attestation_2", get("IndexedAttestation")}});
    t.container(
        "AggregateAndProof",
        {{"aggregator_index", u64}, {"aggregate", get("Attestation")}, {"selection_proof", b96}});
    add_signed("AggregateAndProof");
    if (electra) {
      t.container("SingleAttestation", {{"committee_index", u64},
                                        {"attester_index", u64},
                                        {"data", get("AttestationData")},
                                        {"signature", b96}});
    }
  }

  void add_sync_committees() {
    t.container("SyncAggregate", {{"sync_committee_bits", t.bitvector(P::sync_committee_size)},
                                  {"sync_committee_signature", b96}});
    t.container("SyncCommittee",
                {{"pubkeys", t.vector(b48, P::sync_committee_size)}, {"aggregate_pubkey", b48}});
  }

  /// Payload and header differ in how they hold transactions and withdrawals.
  std::vector<SszField> payload_fields(bool header) {
    std::vector<SszField> fields = {{"parent_hash", b32},
                                    {"fee_recipient", b20},
                                    {"state_root", b32},
                                    {"receipts_root", b32},
                                    {"logs_bloom", t.byte_vector(256)},
                                    {"prev_randao", b32},
                                    {"block_number", u64},
                                    {"gas_limit", u64},
                                    {"gas_used", u64},
                                    {"timestamp", u64},
                                    {"extra_data", t.byte_list(32)},
                                    {"base_fee_per_gas", t.uint(32)},
                                    {"block_hash", b32}};
    if (header) {
      fields.push_back({"transactions_root", b32});
    } else {
      fields.push_back({"transactions", t.list(t.byte_list(1 << 30), 1 << 20)});
    }
    if (since(Fork::capella)) {
      if (header) {
        fields.push_back({"withdrawals_root", b32});
      } else {
        fields.push_back(
            {"withdrawals", t.list(get("Withdrawal"), P::max_withdrawals_per_payload)});
      }
    }
    if (since(Fork::deneb)) {
      fields.push_back({"blob_gas_used", u64});
      fields.push_back({"excess_blob_gas", u64});
    }
    return fields;
  }

  void add_payloads() {
    if (since(Fork::capella)) {
      t.container("Withdrawal",
                  {{"index", u64}, {"validator_index", u64}, {"address", b20}, {"amount", u64}});
      t.container(
          "BLSToExecutionChange",
          {{"validator_index", u64}, {"from_bls_pubkey", b48}, {"to_execution_address", b20}});
      add_signed("BLSToExecutionChange");
      t.container("HistoricalSummary", {{"block_summary_root", b32}, {"state_summary_root", b32}});
    }
    t.container("ExecutionPayload", payload_fields(false));
    t.container("ExecutionPayloadHeader", payload_fields(true));
  }

  void add_requests() {
    t.container("PendingDeposit", {{"pubkey", b48},
                                   {"withdrawal_credentials", b32},
                                   {"amount", u64},
                                   {"signature", b96},
                                   {"slot", u64}});
    t.container("PendingPartialWithdrawal",
                {{"validator_index", u64}, {"amount", u64}, {"withdrawable_epoch", u64}});
    t.container("PendingConsolidation", {{"source_index", u64}, {"target_index", u64}});
    t.container("DepositRequest", {{"pubkey", b48},
                                   {"withdrawal_credentials", b32},
                                   {"amount", u64},
                                   {"signature", b96},
                                   {"index", u64}});
    t.container("WithdrawalRequest",
                {{"source_address", b20}, {"validator_pubkey", b48}, {"amount", u64}});
    t.container("ConsolidationRequest",
                {{"source_address", b20}, {"source_pubkey", b48}, {"target_pubkey", b48}});
    t.container(
        "ExecutionRequests",
        {{"deposits", t.list(get("DepositRequest"), config.max_deposit_requests_per_payload)},
         {"withdrawals",
          t.list(get("WithdrawalRequest"), config.max_withdrawal_requests_per_payload)},
         {"consolidations",
          t.list(get("ConsolidationRequest"), config.max_consolidation_requests_per_payload)}});
  }

  void add_blocks() {
    const bool electra = since(Fork::electra);
    std::vector<SszField> body = {
        {"randao_reveal", b96},
        {"eth1_data", get("Eth1Data")},
        {"graffiti", b32},
        {"proposer_slashings", t.list(get("ProposerSlashing"), 16)},
        {"attester_slashings", t.list(get("AttesterSlashing"), electra ? 1 : 2)},
        {"attestations", t.list(get("Attestation"), electra ? 8 : 128)},
        {"deposits", t.list(get("Deposit"), preset::max_deposits)},
        {"voluntary_exits", t.list(get("SignedVoluntaryExit"), 16)}};
    if (since(Fork::altair)) body.push_back({"sync_aggregate", get("SyncAggregate")});
    if (since(Fork::bellatrix)) body.push_back({"execution_payload", get("ExecutionPayload")});
    if (since(Fork::capella)) {
      body.push_back({"bls_to_execution_changes", t.list(get("SignedBLSToExecutionChange"), 16)});
    }
    if (since(Fork::deneb)) {
      body.push_back({"blob_kzg_commitments", t.list(b48, config.max_blob_commitments_per_block)});
    }
    if (electra) body.push_back({"execution_requests", get("ExecutionRequests")});
    t.container("BeaconBlockBody", std::move(body));
    t.container("BeaconBlock", {{"slot", u64},
                                {"proposer_index", u64},
                                {"parent_root", b32},
                                {"state_root", b32},
                                {"body", get("BeaconBlockBody")}});
    add_signed("BeaconBlock");
  }

  void add_state();
};

template <class P>
void Builder<P>::add_state() {
  const SszType* checkpoint = get("Checkpoint");
  const std::uint64_t registry = preset::validator_registry_limit;
  std::vector<SszField> state = {
      {"genesis_time", u64},
      {"genesis_validators_root", b32},
      {"slot", u64},
      {"fork", get("Fork")},
      {"latest_block_header", get("BeaconBlockHeader")},
      {"block_roots", t.vector(b32, P::slots_per_historical_root)},
      {"state_roots", t.vector(b32, P::slots_per_historical_root)},
      {"historical_roots", t.list(b32, preset::historical_roots_limit)},
      {"eth1_data", get("Eth1Data")},
      {"eth1_data_votes",
       t.list(get("Eth1Data"), P::epochs_per_eth1_voting_period * P::slots_per_epoch)},
      {"eth1_deposit_index", u64},
      {"validators", t.list(get("Validator"), registry)},
      {"balances", t.list(u64, registry)},
      {"randao_mixes", t.vector(b32, P::epochs_per_historical_vector)},
      {"slashings", t.vector(u64, P::epochs_per_slashings_vector)}};
  const auto add = [&](const char* name, const SszType* type) { state.push_back({name, type}); };
  if (since(Fork::altair)) {
    add("previous_epoch_participation", t.list(t.uint(1), registry));
    add("current_epoch_participation", t.list(t.uint(1), registry));
  } else {
    const SszType* votes =
        t.list(get("PendingAttestation"), preset::max_attestations * P::slots_per_epoch);
    add("previous_epoch_attestations", votes);
    add("current_epoch_attestations", votes);
  }
  add("justification_bits", t.bitvector(4));
  add("previous_justified_checkpoint", checkpoint);
  add("current_justified_checkpoint", checkpoint);
  add("finalized_checkpoint", checkpoint);
  if (since(Fork::altair)) {
    add("inactivity_scores", t.list(u64, registry));
    add("current_sync_committee", get("SyncCommittee"));
    add("next_sync_committee", get("SyncCommittee"));
  }
  if (since(Fork::bellatrix)) {
    add("latest_execution_payload_header", get("ExecutionPayloadHeader"));
  }
  if (since(Fork::capella)) {
    add("next_withdrawal_index", u64);
    add("next_withdrawal_validator_index", u64);
    add("historical_summaries", t.list(get("HistoricalSummary"), preset::historical_roots_limit));
  }
  if (since(Fork::electra)) {
    add("deposit_requests_start_index", u64);
    add("deposit_balance_to_consume", u64);
    add("exit_balance_to_consume", u64);
    add("earliest_exit_epoch", u64);
    add("consolidation_balance_to_consume", u64);
    add("earliest_consolidation_epoch", u64);
    add("pending_deposits", t.list(get("PendingDeposit"), preset::pending_deposits_limit));
    add("pending_partial_withdrawals",
        t.list(get("PendingPartialWithdrawal"), P::pending_partial_withdrawals_limit));
    add("pending_consolidations",
        t.list(get("PendingConsolidation"), P::pending_consolidations_limit));
  }
  if (since(Fork::fulu)) {
    add("proposer_lookahead", t.vector(u64, (preset::min_seed_lookahead + 1) * P::slots_per_epoch));
  }
  t.container("BeaconState", std::move(state));
}

constexpr std::size_t slot_size = 8;
constexpr std::size_t slot_of_block_at = 4 + 96;  // offset of the message, signature
constexpr std::size_t slot_of_state_at = 8 + 32;  // genesis time, genesis validators root

Expected<std::uint64_t> peek(ByteSpan bytes, std::size_t at, const char* type) {
  if (bytes.size() < at + slot_size) {
    return fail(ErrorKind::decode, "ends after " + std::to_string(bytes.size()) + " bytes",
                std::string(type) + ".slot at byte " + std::to_string(at));
  }
  return load_le<std::uint64_t>(bytes.data() + at);
}

}  // namespace

template <class P>
ForkTypes ForkTypes::make(Fork fork, const ChainConfig& config) {
  ForkTypes out(fork);
  Builder<P> builder{out.types_, fork, config};
  builder.add_basics();
  builder.add_attestations();
  if (fork >= Fork::altair) builder.add_sync_committees();
  if (fork >= Fork::bellatrix) builder.add_payloads();
  if (fork >= Fork::electra) builder.add_requests();
  builder.add_blocks();
  builder.add_state();
  return out;
}

const SszType& ForkTypes::operator[](std::string_view name) const {
  const SszType* type = types_.find(name);
  CHECK(type != nullptr);
  return *type;
}

Expected<SszView> ForkTypes::decode(std::string_view name, ByteSpan bytes) const {
  const SszType& type = (*this)[name];
  if (auto ok = check_ssz(type, bytes); !ok) return std::unexpected(std::move(ok.error()));
  return SszView(type, bytes);
}

template <class P>
ChainTypes ChainTypes::make(const ChainConfig& config) {
  ChainTypes out;
  for (std::size_t i = 0; i < fork_count; ++i) {
    out.forks.push_back(ForkTypes::make<P>(static_cast<Fork>(i), config));
  }
  return out;
}

Expected<std::uint64_t> peek_block_slot(ByteSpan signed_block) {
  return peek(signed_block, slot_of_block_at, "SignedBeaconBlock.message");
}

Expected<std::uint64_t> peek_state_slot(ByteSpan state) {
  return peek(state, slot_of_state_at, "BeaconState");
}

template ForkTypes ForkTypes::make<MainnetPreset>(Fork, const ChainConfig&);
template ForkTypes ForkTypes::make<MinimalPreset>(Fork, const ChainConfig&);
template ForkTypes ForkTypes::make<GnosisPreset>(Fork, const ChainConfig&);
template ChainTypes ChainTypes::make<MainnetPreset>(const ChainConfig&);
template ChainTypes ChainTypes::make<MinimalPreset>(const ChainConfig&);
template ChainTypes ChainTypes::make<GnosisPreset>(const ChainConfig&);

}  // namespace apsis
