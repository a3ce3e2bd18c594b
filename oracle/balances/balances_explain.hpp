// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "oracle/balances/network_balances.hpp"

namespace apsis {

/// An amount for people: wei, and ETH rounded down to nine digits.
std::string amount_text(const int256& wei);

/// How the total, the rate and the submission come about, a line a term, with how many items each
/// term has and its five largest.
std::string explain_total(const BalancesResult& result);

/// How one minipool, one megapool or one node counts, down to each validator. `usage` if there is
/// none with the address.
Expected<std::string> explain_minipool(const NetworkBalances& balances, const Bytes20& address);
Expected<std::string> explain_megapool(const NetworkBalances& balances, const Bytes20& address);
Expected<std::string> explain_node(const NetworkBalances& balances, const Bytes20& address);

}  // namespace apsis
