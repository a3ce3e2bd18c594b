// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/case_kind.hpp"

#include <array>

#include "tests/cases/calldata_kind.hpp"
#include "tests/cases/consensus/consensus_kind.hpp"
#include "tests/cases/consensus/mainnet_facts_kinds.hpp"
#include "tests/cases/consensus/other_chain_kinds.hpp"
#include "tests/cases/content_id_kind.hpp"
#include "tests/cases/golden_balances_kind.hpp"
#include "tests/cases/golden_tree_kind.hpp"
#include "tests/cases/other_kinds.hpp"
#include "tests/cases/performance_file_kind.hpp"
#include "tests/cases/rate_clamp_kind.hpp"
#include "tests/cases/recording_kind.hpp"
#include "tests/cases/rewards_file_kind.hpp"
#include "tests/cases/vote_vector_kinds.hpp"

namespace apsis {

std::span<const CaseKind> case_kinds() {
  static constexpr std::array kinds = {
      CaseKind{"consensus case", claims_consensus_case, run_consensus_case},
      CaseKind{"chain of the mainnet preset", claims_named_chain, run_named_chain},
      CaseKind{"single block", claims_single_block, run_single_block},
      CaseKind{"epoch step", claims_epoch_step, run_epoch_step},
      CaseKind{"real mainnet block", claims_mainnet_block, run_mainnet_block},
      CaseKind{"genesis state", claims_genesis, run_genesis},
      CaseKind{"rewards file", claims_rewards_file, run_rewards_file},
      CaseKind{"recorded chain", claims_recording, run_recording_case},
      CaseKind{"rewards of a recording", claims_rewards_csv, run_rewards_csv},
      CaseKind{"golden tree case", claims_golden_tree, run_golden_tree},
      CaseKind{"performance file", claims_performance_file, run_performance_file},
      CaseKind{"packed archive", claims_packed_archive, skip_packed_archive},
      CaseKind{"content ids", claims_content_ids, run_content_ids},
      CaseKind{"golden balances case", claims_golden_balances, run_golden_balances},
      CaseKind{"rate clamp", claims_rate_clamp, run_rate_clamp},
      CaseKind{"price of RPL", claims_rpl_price, run_rpl_price},
      CaseKind{"turns of rate messages", claims_l2_turns, run_l2_turns},
      CaseKind{"target selection", claims_target_selection, run_target_selection},
      CaseKind{"submission decision", claims_submission_decision, run_submission_decision},
      CaseKind{"rewards decision", claims_rewards_decision, run_rewards_decision},
      CaseKind{"oracle duty", claims_oracle_duty, skip_oracle_duty},
      CaseKind{"contract calldata", claims_golden_calldata, run_golden_calldata},
      CaseKind{"unknown JSON", claims_unknown_json, run_unknown_json},
  };
  return kinds;
}

}  // namespace apsis
