// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/function_rows.hpp"

namespace apsis {

namespace {

constexpr FunctionRow rows[] = {
    {"RocketDAONodeTrusted", "getMemberAt(uint256)", "address"},
    {"RocketDAONodeTrusted", "getMemberCount()", "uint256"},
    {"RocketDAONodeTrusted", "getMemberID(address)", "string"},
    {"RocketDAONodeTrusted", "getMemberIsChallenged(address)", "bool"},
    {"RocketDAONodeTrusted", "getMemberIsValid(address)", "bool"},
    {"RocketDAONodeTrusted", "getMemberJoinedTime(address)", "uint256"},
    {"RocketDAONodeTrusted", "getMemberLastProposalTime(address)", "uint256"},
    {"RocketDAONodeTrusted", "getMemberRPLBondAmount(address)", "uint256"},
    {"RocketDAONodeTrusted", "getMemberUrl(address)", "string"},
    {"RocketDAONodeTrustedActions", "actionChallengeDecide(address)", ""},
    {"RocketDAONodeTrustedSettingsMembers", "getChallengeWindow()", "uint256"},
    {"RocketDAONodeTrustedSettingsMinipool", "getPromotionScrubPeriod()", "uint256"},
    {"RocketDAONodeTrustedSettingsMinipool", "getScrubPenaltyEnabled()", "bool"},
    {"RocketDAONodeTrustedSettingsMinipool", "getScrubPeriod()", "uint256"},
    {"RocketDAONodeTrustedSettingsMinipool", "getScrubQuorum()", "uint256"},
    {"RocketDAONodeTrustedSettingsRewards", "getNetworkEnabled(uint256)", "bool"},
    {"RocketDAOProtocolProposal", "finalise(uint256)", ""},
    {"RocketDAOProtocolProposal", "getFinalised(uint256)", "bool"},
    {"RocketDAOProtocolProposal", "getState(uint256)", "uint8"},
    {"RocketDAOProtocolProposal", "getTotal()", "uint256"},
    {"RocketDAOProtocolProposal", "getVetoed(uint256)", "bool"},
    {"RocketDAOProtocolSettingsMegapool", "getNotifyThreshold()", "uint256"},
    {"RocketDAOProtocolSettingsMegapool", "getTimeBeforeDissolve()", "uint256"},
    {"RocketDAOProtocolSettingsMinipool", "getLaunchTimeout()", "uint256"},
    {"RocketDAOProtocolSettingsNetwork", "getMaxRethDelta()", "uint256"},
    {"RocketDAOProtocolSettingsNetwork", "getNodeConsensusThreshold()", "uint256"},
    {"RocketDAOProtocolSettingsNetwork", "getNodePenaltyThreshold()", "uint256"},
    {"RocketDAOProtocolSettingsNetwork", "getNodeShare()", "uint256"},
    {"RocketDAOProtocolSettingsNetwork", "getPerPenaltyRate()", "uint256"},
    {"RocketDAOProtocolSettingsNetwork", "getProtocolDAOShare()", "uint256"},
    {"RocketDAOProtocolSettingsNetwork", "getSubmitBalancesEnabled()", "bool"},
    {"RocketDAOProtocolSettingsNetwork", "getSubmitBalancesFrequency()", "uint256"},
    {"RocketDAOProtocolSettingsNetwork", "getSubmitPricesEnabled()", "bool"},
    {"RocketDAOProtocolSettingsNetwork", "getSubmitPricesFrequency()", "uint256"},
    {"RocketDAOProtocolSettingsNetwork", "getSubmitRewardsEnabled()", "bool"},
    {"RocketDAOProtocolSettingsNetwork", "getVoterShare()", "uint256"},
    {"RocketDAOProtocolSettingsNode", "getBaseBondArray()", "uint256[]"},
    {"RocketDAOProtocolSettingsNode", "getMinimumLegacyRPLStake()", "uint256"},
    {"RocketDAOProtocolSettingsNode", "getReducedBond()", "uint256"},
    {"RocketDAOProtocolSettingsRewards", "getRewardsClaimersNodePerc()", "uint256"},
    {"RocketDAOProtocolSettingsRewards", "getRewardsClaimersPerc()", "uint256,uint256,uint256"},
    {"RocketDAOProtocolSettingsRewards", "getRewardsClaimersProtocolPerc()", "uint256"},
    {"RocketDAOProtocolSettingsRewards", "getRewardsClaimersTrustedNodePerc()", "uint256"},
    {"RocketDAOProtocolSettingsRewards", "getRewardsClaimIntervalPeriods()", "uint256"},
    {"RocketDAOProtocolSettingsRewards", "getRewardsClaimIntervalTime()", "uint256"},
};

}  // namespace

std::span<const FunctionRow> dao_function_rows() {
  return rows;
}

}  // namespace apsis
