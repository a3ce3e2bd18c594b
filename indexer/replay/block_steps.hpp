// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/replay/replay.hpp"

namespace apsis {

/// The steps of `process_block`, named as in the specs. Views are of the types of the state's fork.
/// No step checks a signature, except proofs of possession, which decide the state.

template <class P>
Expected<void> process_block_header(Replay<P>& run, const SszView& block);
/// `ExpectedWithdrawals`: the payload's list, and how much of the queue it used up.
struct ExpectedWithdrawals {
  std::vector<Withdrawal> withdrawals;
  std::size_t partials_done = 0;
};
/// `get_expected_withdrawals`: what a block on top of this state must pay out.
template <class P>
Expected<ExpectedWithdrawals> get_expected_withdrawals(const Replay<P>& run);
template <class P>
Expected<void> process_withdrawals(Replay<P>& run, const SszView& payload);
/// Caches the payload's header; takes the whole body because the blobs are counted too.
template <class P>
Expected<void> process_execution_payload(Replay<P>& run, const SszView& body);
/// `is_execution_enabled` (only Bellatrix knows blocks without a payload).
bool is_execution_enabled(const BeaconState& state, const SszView& body);
template <class P>
Expected<void> process_randao(Replay<P>& run, const SszView& body);
template <class P>
Expected<void> process_eth1_data(Replay<P>& run, const SszView& body);
template <class P>
Expected<void> process_operations(Replay<P>& run, const SszView& body);
template <class P>
Expected<void> process_proposer_slashing(Replay<P>& run, const SszView& slashing);
template <class P>
Expected<void> process_attester_slashing(Replay<P>& run, const SszView& slashing);
template <class P>
Expected<void> process_attestation(Replay<P>& run, const SszView& attestation);
template <class P>
Expected<void> process_deposit(Replay<P>& run, const SszView& deposit);
template <class P>
Expected<void> process_voluntary_exit(Replay<P>& run, const SszView& signed_exit);
template <class P>
Expected<void> process_bls_to_execution_change(Replay<P>& run, const SszView& signed_change);
template <class P>
Expected<void> process_deposit_request(Replay<P>& run, const SszView& request);
template <class P>
Expected<void> process_withdrawal_request(Replay<P>& run, const SszView& request);
template <class P>
Expected<void> process_consolidation_request(Replay<P>& run, const SszView& request);
template <class P>
Expected<void> process_sync_aggregate(Replay<P>& run, const SszView& aggregate);

/// `get_attesting_indices`: the voters of an aggregate, committee by committee. Refuses votes of
/// other epochs than the current and the previous one, and bits that do not fit the committees.
template <class P>
Expected<std::vector<std::uint32_t>> get_attesting_indices(const Replay<P>& run,
                                                           const SszView& attestation,
                                                           const AttestationData& data);

/// Finds the members of the current sync committee in the registry, once a period.
Expected<void> seat_committee(BeaconState& state);

}  // namespace apsis
