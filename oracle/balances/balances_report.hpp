// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "oracle/balances/network_balances.hpp"

namespace apsis {

/// The report of one target as JSON: submission, rate, terms, and what each term is a sum of. The
/// same snapshot always gives the same bytes: fields in a fixed order, addresses sorted, amounts in
/// wei as decimal texts, a line a field, a line feed at the end.
std::string write_balances_report(const NetworkSnapshot& snapshot, const BalancesResult& result);

/// The word for why an item counts as it does.
std::string_view case_name(MinipoolCase reason);
std::string_view case_name(MegapoolValidatorCase reason);

}  // namespace apsis
