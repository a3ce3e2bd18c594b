// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cases/case_kind.hpp"

namespace apsis {

/// Vectors of the price of RPL: ticks to price, calldata, vote keys.
bool claims_rpl_price(const CasePath& path);
void run_rpl_price(const CasePath& path, CaseReport& report);

/// Vectors of whose turn it is to carry the rate to other chains.
bool claims_l2_turns(const CasePath& path);
void run_l2_turns(const CasePath& path, CaseReport& report);

/// Vectors of the next target of balances and price.
bool claims_target_selection(const CasePath& path);
void run_target_selection(const CasePath& path, CaseReport& report);

/// Vectors of what is submitted for balances and price, if anything.
bool claims_submission_decision(const CasePath& path);
void run_submission_decision(const CasePath& path, CaseReport& report);

/// Vectors of when and where a rewards interval ends.
bool claims_rewards_decision(const CasePath& path);
void run_rewards_decision(const CasePath& path, CaseReport& report);

}  // namespace apsis
