// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// Many calls in one: the two functions of Multicall2 that are used, and the balance checker.
contract StandInBatch {
    struct Call {
        address target;
        bytes callData;
    }
    struct Result {
        bool success;
        bytes returnData;
    }

    function aggregate(Call[] calldata calls)
        external returns (uint256 blockNumber, bytes[] memory answers) {
        blockNumber = block.number;
        answers = new bytes[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) answers[i] = ask(calls[i], true).returnData;
    }

    function tryAggregate(bool requireSuccess, Call[] calldata calls)
        external returns (Result[] memory results) {
        results = new Result[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) results[i] = ask(calls[i], requireSuccess);
    }

    /// ETH of each user; the only token that is asked for is the zero address.
    function balances(address[] calldata users, address[] calldata tokens)
        external view returns (uint256[] memory out) {
        out = new uint256[](users.length * tokens.length);
        for (uint256 i = 0; i < users.length; ++i) {
            for (uint256 j = 0; j < tokens.length; ++j) {
                require(tokens[j] == address(0), "Only ETH is known");
                out[i * tokens.length + j] = users[i].balance;
            }
        }
    }

    function ask(Call calldata call, bool mustSucceed) private returns (Result memory out) {
        (out.success, out.returnData) = call.target.call(call.callData);
        require(out.success || !mustSucceed, "Multicall2 aggregate: call failed");
    }
}
