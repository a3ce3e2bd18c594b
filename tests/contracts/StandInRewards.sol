// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import "./StandInVote.sol";

interface RewardsSettings {
    function getRewardsClaimIntervalTime() external view returns (uint256);
    function getRewardsClaimerPerc(string memory name) external view returns (uint256);
}

struct RewardSubmission {
    uint256 rewardIndex;
    uint256 executionBlock;
    uint256 consensusBlock;
    bytes32 merkleRoot;
    uint256 intervalsPassed;
    uint256 smoothingPoolETH;
    uint256 treasuryRPL;
    uint256 treasuryETH;
    uint256 userETH;
    uint256[] trustedNodeRPL;
    uint256[] nodeRPL;
    uint256[] nodeETH;
}

/// Votes for rewards: rocketRewardsPool as oracle members see it. What is to be paid out is kept as
/// numbers; execution takes it off them and moves no coins.
contract StandInRewards is StandInVote {
    event RewardSnapshotSubmitted(address indexed from, uint256 indexed rewardIndex,
                                  RewardSubmission submission, uint256 time);
    event RewardSnapshot(uint256 indexed rewardIndex, RewardSubmission submission,
                         uint256 intervalStartTime, uint256 intervalEndTime, uint256 time);

    uint8 public constant version = 5;
    uint256 public getRewardIndex;
    uint256 public getClaimIntervalTimeStart;
    uint256 public getPendingRPLRewards;
    uint256 public getPendingVoterShare;
    mapping(uint256 => uint256) public getClaimIntervalExecutionBlock;
    mapping(uint256 => address) public getClaimIntervalExecutionAddress;

    constructor(address storage_) StandInVote(storage_) {}

    /// The interval that goes on, and what may be paid out for it besides the smoothing pool.
    function begin(uint256 index, uint256 start, uint256 rpl, uint256 voterShare) external {
        (getRewardIndex, getClaimIntervalTimeStart) = (index, start);
        (getPendingRPLRewards, getPendingVoterShare) = (rpl, voterShare);
    }

    function getPendingETHRewards() public view returns (uint256) {
        return contractAddress("rocketSmoothingPool").balance;
    }

    function getClaimIntervalTime() public view returns (uint256) {
        return rewardsSettings().getRewardsClaimIntervalTime();
    }

    function getClaimIntervalsPassed() external view returns (uint256) {
        return (block.timestamp - getClaimIntervalTimeStart) / getClaimIntervalTime();
    }

    function getClaimingContractPerc(string memory name) external view returns (uint256) {
        return rewardsSettings().getRewardsClaimerPerc(name);
    }

    function getTrustedNodeSubmitted(address member, uint256 index) external view returns (bool) {
        return store.getBool(indexKey(member, index));
    }

    function getSubmissionFromNodeExists(address member, RewardSubmission calldata submission)
        external view returns (bool) {
        return store.getBool(exactKey(member, submission));
    }

    function getSubmissionCount(RewardSubmission calldata submission)
        external view returns (uint256) {
        return store.getUint(countKey(submission));
    }

    function submitRewardSnapshot(RewardSubmission calldata submission) external onlyMember {
        require(settings().getSubmitRewardsEnabled(), "Submitting rewards is currently disabled");
        require(submission.rewardIndex <= getRewardIndex,
                "Can only submit snapshot for periods up to next");
        checkAmounts(submission);
        recordVote(exactKey(msg.sender, submission), indexKey(msg.sender, submission.rewardIndex));
        uint256 votes = countVote(countKey(submission));
        emit RewardSnapshotSubmitted(msg.sender, submission.rewardIndex, submission,
                                     block.timestamp);
        if (submission.rewardIndex != getRewardIndex) return;
        if (isQuorum(votes)) accept(submission);
    }

    function executeRewardSnapshot(RewardSubmission calldata submission) external {
        require(submission.rewardIndex == getRewardIndex,
                "Can only execute snapshot for next period");
        require(isQuorum(store.getUint(countKey(submission))), "Consensus has not been reached");
        accept(submission);
    }

    function checkAmounts(RewardSubmission calldata submission) private view {
        require(submission.intervalsPassed > 0, "Invalid number of intervals passed");
        uint256 networks = submission.nodeRPL.length;
        require(submission.trustedNodeRPL.length == networks
                && submission.nodeETH.length == networks, "Invalid array length");
        require(rplOf(submission) <= getPendingRPLRewards, "Invalid RPL rewards");
        uint256 pool = getPendingETHRewards();
        require(ethOf(submission) <= pool + getPendingVoterShare, "Invalid ETH rewards");
        require(submission.smoothingPoolETH <= pool, "Invalid smoothing pool balance");
    }

    function accept(RewardSubmission calldata submission) private {
        uint256 start = getClaimIntervalTimeStart;
        uint256 end = start + getClaimIntervalTime() * submission.intervalsPassed;
        uint256 index = submission.rewardIndex;
        getPendingRPLRewards -= rplOf(submission);
        getPendingVoterShare -= ethOf(submission) - submission.smoothingPoolETH;
        getRewardIndex = index + 1;
        getClaimIntervalTimeStart = end;
        getClaimIntervalExecutionBlock[index] = block.number;
        getClaimIntervalExecutionAddress[index] = address(this);
        store.setBytes32(keccak256(abi.encodePacked("rewards.merkle.root", index)),
                         submission.merkleRoot);
        emit RewardSnapshot(index, submission, start, end, block.timestamp);
    }

    function rplOf(RewardSubmission calldata submission) private pure returns (uint256) {
        return submission.treasuryRPL + sum(submission.trustedNodeRPL) + sum(submission.nodeRPL);
    }

    function ethOf(RewardSubmission calldata submission) private pure returns (uint256) {
        return submission.treasuryETH + submission.userETH + sum(submission.nodeETH);
    }

    function sum(uint256[] calldata parts) private pure returns (uint256 out) {
        for (uint256 i = 0; i < parts.length; ++i) out += parts[i];
    }

    function rewardsSettings() private view returns (RewardsSettings) {
        return RewardsSettings(contractAddress("rocketDAOProtocolSettingsRewards"));
    }

    function indexKey(address member, uint256 index) private pure returns (bytes32) {
        return keccak256(abi.encode("rewards.snapshot.submitted.node", member, index));
    }

    function exactKey(address member, RewardSubmission calldata submission)
        private pure returns (bytes32) {
        return keccak256(abi.encode("rewards.snapshot.submitted.node.key", member, submission));
    }

    function countKey(RewardSubmission calldata submission) private pure returns (bytes32) {
        return keccak256(abi.encode("rewards.snapshot.submitted.count", submission));
    }
}
