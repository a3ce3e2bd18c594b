// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/hash/merkle.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/balances.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/bls.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {
namespace {

/// `DepositData`, or a request's same fields.
struct DepositFields {
  Bytes48 pubkey;
  Bytes32 credentials;
  std::uint64_t amount_gwei;
  Bytes96 signature;
};

DepositFields read_deposit(const SszView& view) {
  return {view.field("pubkey").as_bytes<48>(), view.field("withdrawal_credentials").as_bytes<32>(),
          view.field("amount").as_u64(), view.field("signature").as_bytes<96>()};
}

template <class P>
void note_deposit(Replay<P>& run, const DepositFields& deposit,
                  std::optional<std::uint32_t> validator) {
  if (run.ledger == nullptr) return;
  run.ledger->now.deposits.push_back({run.state.slot, validator, deposit.pubkey,
                                      deposit.credentials, deposit.amount_gwei,
                                      validator ? DepositKind::eth1_bridge : DepositKind::refused});
}

/// `apply_deposit`: credited at once up to Deneb, queued since Electra.
template <class P>
Expected<void> apply_deposit(Replay<P>& run, const DepositFields& deposit) {
  BeaconState& state = run.state;
  const bool queues = run.params().balance_churn;
  std::optional<std::uint32_t> validator = state.validators.find(deposit.pubkey);
  if (!validator) {
    if (!is_valid_deposit_signature(deposit.pubkey, deposit.credentials, deposit.amount_gwei,
                                    deposit.signature, run.config->forks[0].version)) {
      note_deposit(run, deposit, std::nullopt);
      return {};
    }
    validator = static_cast<std::uint32_t>(state.validators.size());
    if (auto ok = add_validator_to_registry(run, deposit.pubkey, deposit.credentials,
                                            queues ? 0 : deposit.amount_gwei);
        !ok) {
      return ok;
    }
  } else if (!queues) {
    if (auto ok = increase_balance(run, *validator, deposit.amount_gwei, Component::deposits);
        !ok) {
      return ok;
    }
  }
  if (queues) {
    state.pending_deposits.push_back(
        {deposit.pubkey, deposit.credentials, deposit.amount_gwei, deposit.signature, 0});
  } else {
    note_deposit(run, deposit, validator);
  }
  return {};
}

}  // namespace

template <class P>
Expected<void> process_deposit(Replay<P>& run, const SszView& deposit) {
  BeaconState& state = run.state;
  const SszView data = deposit.field("data");
  constexpr unsigned depth = preset::deposit_contract_tree_depth + 1;
  if (!is_valid_merkle_branch(hash_tree_root(data), deposit.field("proof").bytes(), depth,
                              state.eth1_deposit_index, state.eth1_data.deposit_root)) {
    return refuse("process_deposit", "the proof does not lead to the deposit root");
  }
  ++state.eth1_deposit_index;
  return apply_deposit(run, read_deposit(data));
}

template <class P>
Expected<void> process_deposit_request(Replay<P>& run, const SszView& request) {
  BeaconState& state = run.state;
  constexpr std::uint64_t unset = ~std::uint64_t{0};
  const bool has_bridge = state.fork < Fork::fulu || !run.config->fulu_drops_eth1_bridge;
  if (has_bridge && state.deposit_requests_start_index == unset) {
    state.deposit_requests_start_index = request.field("index").as_u64();
  }
  const DepositFields deposit = read_deposit(request);
  state.pending_deposits.push_back(
      {deposit.pubkey, deposit.credentials, deposit.amount_gwei, deposit.signature, state.slot});
  return {};
}

template Expected<void> process_deposit(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_deposit(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_deposit(Replay<GnosisPreset>&, const SszView&);
template Expected<void> process_deposit_request(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_deposit_request(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_deposit_request(Replay<GnosisPreset>&, const SszView&);

}  // namespace apsis
