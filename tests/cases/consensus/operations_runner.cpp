// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/preset.hpp"
#include "indexer/replay/block_signatures.hpp"
#include "indexer/replay/block_steps.hpp"
#include "tests/cases/consensus/case_config.hpp"
#include "tests/cases/consensus/case_files.hpp"
#include "tests/cases/consensus/case_judge.hpp"
#include "tests/cases/consensus/runners.hpp"

namespace apsis {
namespace {

/// A handler, the file that holds its operation, and what is done with it.
template <class P>
struct Operation {
  std::string_view handler;
  std::string_view file;
  std::string_view type;
  Expected<void> (*process)(Replay<P>&, const SszView&);
};

template <class P>
constexpr Operation<P> operations[] = {
    {"attestation", "attestation", "Attestation", process_attestation<P>},
    {"attester_slashing", "attester_slashing", "AttesterSlashing", process_attester_slashing<P>},
    {"block_header", "block", "BeaconBlock", process_block_header<P>},
    {"bls_to_execution_change", "address_change", "SignedBLSToExecutionChange",
     process_bls_to_execution_change<P>},
    {"consolidation_request", "consolidation_request", "ConsolidationRequest",
     process_consolidation_request<P>},
    {"deposit", "deposit", "Deposit", process_deposit<P>},
    {"deposit_request", "deposit_request", "DepositRequest", process_deposit_request<P>},
    {"execution_payload", "body", "BeaconBlockBody", process_execution_payload<P>},
    {"proposer_slashing", "proposer_slashing", "ProposerSlashing", process_proposer_slashing<P>},
    {"sync_aggregate", "sync_aggregate", "SyncAggregate", process_sync_aggregate<P>},
    {"voluntary_exit", "voluntary_exit", "SignedVoluntaryExit", process_voluntary_exit<P>},
    {"withdrawal_request", "withdrawal_request", "WithdrawalRequest",
     process_withdrawal_request<P>},
    {"withdrawals", "execution_payload", "ExecutionPayload", process_withdrawals<P>},
};

template <class P>
const Operation<P>* find_operation(std::string_view handler) {
  for (const Operation<P>& operation : operations<P>) {
    if (operation.handler == handler) return &operation;
  }
  return nullptr;
}

/// The mock engine's answer: whether the payload is a valid one.
Expected<void> ask_engine(const ConsensusCase& what) {
  const auto answer = yaml_text(what.folder / "execution.yaml", "execution_valid");
  if (answer.value_or("true") == "true") return {};
  return fail(ErrorKind::invalid, "the execution engine refuses the payload",
              "verify_and_notify_new_payload");
}

/// Lists of a block's body whose elements are signed, by the handler's name.
struct SignedOperation {
  std::string_view handler;
  std::string_view list;
};

constexpr SignedOperation signed_operations[] = {
    {"attestation", "attestations"},
    {"attester_slashing", "attester_slashings"},
    {"bls_to_execution_change", "bls_to_execution_changes"},
    {"proposer_slashing", "proposer_slashings"},
    {"sync_aggregate", "sync_aggregate"},
    {"voluntary_exit", "voluntary_exits"},
};

template <class P>
Expected<void> check_signatures(std::string_view handler, CaseState<P>& state,
                                const SszView& operation) {
  for (const SignedOperation& known : signed_operations) {
    if (known.handler != handler) continue;
    PubkeyPoints points;
    const auto tasks = collect_operation(state.run, points, known.list, operation);
    if (!tasks) return std::unexpected(tasks.error());
    return verify_signatures(*tasks);
  }
  return {};
}

template <class P>
Expected<void> apply(const Operation<P>& operation, CaseState<P>& state, const Bytes& bytes,
                     bool with_signatures) {
  const auto view = state.types[state.run.state.fork].decode(operation.type, bytes);
  if (!view) return std::unexpected(view.error());
  if (with_signatures) {
    if (auto ok = check_signatures(operation.handler, state, *view); !ok) return ok;
  }
  return operation.process(state.run, *view);
}

}  // namespace

template <class P>
CaseOutcome run_operations_case(const ConsensusCase& what, Fork fork) {
  const Operation<P>* operation = find_operation<P>(what.handler);
  if (operation == nullptr) return case_skipped("no operation " + what.handler + " is known");
  CaseState<P> state(case_config<P>(what, fork));
  if (state.types[fork].find(operation->type) == nullptr) {
    return case_skipped("the fork has no " + std::string(operation->type));
  }
  if (auto ok = state.load(what.folder / "pre.ssz_snappy", fork); !ok) {
    return case_failed("pre state: " + ok.error().text());
  }
  const auto bytes = read_snappy_file(what.folder / (std::string(operation->file) + ".ssz_snappy"));
  if (!bytes) return case_failed(bytes.error().text());
  Expected<void> done = apply(*operation, state, *bytes, needs_signatures(what));
  if (done && what.handler == "execution_payload") done = ask_engine(what);
  return judge_post(what, state, done);
}

template CaseOutcome run_operations_case<MainnetPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_operations_case<MinimalPreset>(const ConsensusCase&, Fork);
template CaseOutcome run_operations_case<GnosisPreset>(const ConsensusCase&, Fork);

}  // namespace apsis
