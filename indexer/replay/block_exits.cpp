// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/hash/sha256.hpp"
#include "core/units.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/exits.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {

template <class P>
Expected<void> process_voluntary_exit(Replay<P>& run, const SszView& signed_exit) {
  constexpr const char* here = "process_voluntary_exit";
  const SszView exit = signed_exit.field("message");
  const std::uint64_t validator = exit.field("validator_index").as_u64();
  const Registry& registry = run.state.validators;
  const std::uint64_t now = run.current_epoch();
  if (validator >= registry.size()) return refuse(here, "the validator is not in the registry");
  if (!registry.is_active(validator, now)) return refuse(here, "the validator is not active");
  if (registry.exit_epoch[validator] != far_future_epoch) {
    return refuse(here, "the validator is leaving already");
  }
  if (now < exit.field("epoch").as_u64()) return refuse(here, "the exit's epoch lies ahead");
  if (now < registry.activation_epoch[validator] + run.config->shard_committee_period) {
    return refuse(here, "the validator has not been active for long enough");
  }
  if (run.params().balance_churn && get_pending_balance_to_withdraw(run.state, validator) != 0) {
    return refuse(here, "the validator has withdrawals pending");
  }
  return initiate_validator_exit(run, validator);
}

template <class P>
Expected<void> process_bls_to_execution_change(Replay<P>& run, const SszView& signed_change) {
  constexpr const char* here = "process_bls_to_execution_change";
  const SszView change = signed_change.field("message");
  const std::uint64_t validator = change.field("validator_index").as_u64();
  Registry& registry = run.state.validators;
  if (validator >= registry.size()) return refuse(here, "the validator is not in the registry");
  Bytes32& credentials = registry.withdrawal_credentials[validator];
  const Bytes32 key_hash = sha256(change.field("from_bls_pubkey").bytes());
  if (credentials[0] != 0 ||
      !std::equal(credentials.begin() + 1, credentials.end(), key_hash.begin() + 1)) {
    return refuse(here, "the credentials are not the key's");
  }
  const Bytes20 address = change.field("to_execution_address").as_bytes<20>();
  credentials = Bytes32{1};
  std::copy(address.begin(), address.end(), credentials.begin() + 12);
  registry.touch(validator);
  return {};
}

template Expected<void> process_voluntary_exit(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_voluntary_exit(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_voluntary_exit(Replay<GnosisPreset>&, const SszView&);
template Expected<void> process_bls_to_execution_change(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_bls_to_execution_change(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_bls_to_execution_change(Replay<GnosisPreset>&, const SszView&);

}  // namespace apsis
