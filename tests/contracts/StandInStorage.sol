// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// What RocketStorage does for its readers: values by key, in the slots where the real one keeps
/// them. Anybody may write: it stands on a chain that lives for one test.
contract StandInStorage {
    mapping(bytes32 => string) private texts;
    mapping(bytes32 => bytes) private blobs;
    mapping(bytes32 => uint256) private uints;
    mapping(bytes32 => int256) private ints;
    mapping(bytes32 => address) private addresses;
    mapping(bytes32 => bool) private bools;
    mapping(bytes32 => bytes32) private words;
    mapping(address => address) private withdrawals;
    mapping(address => address) private pendingWithdrawals;

    function getString(bytes32 key) external view returns (string memory) { return texts[key]; }
    function getBytes(bytes32 key) external view returns (bytes memory) { return blobs[key]; }
    function getUint(bytes32 key) external view returns (uint256) { return uints[key]; }
    function getInt(bytes32 key) external view returns (int256) { return ints[key]; }
    function getAddress(bytes32 key) external view returns (address) { return addresses[key]; }
    function getBool(bytes32 key) external view returns (bool) { return bools[key]; }
    function getBytes32(bytes32 key) external view returns (bytes32) { return words[key]; }

    function setString(bytes32 key, string calldata value) external { texts[key] = value; }
    function setBytes(bytes32 key, bytes calldata value) external { blobs[key] = value; }
    function setUint(bytes32 key, uint256 value) external { uints[key] = value; }
    function setInt(bytes32 key, int256 value) external { ints[key] = value; }
    function setAddress(bytes32 key, address value) external { addresses[key] = value; }
    function setBool(bytes32 key, bool value) external { bools[key] = value; }
    function setBytes32(bytes32 key, bytes32 value) external { words[key] = value; }

    /// A node without an address of its own for withdrawals uses itself.
    function getNodeWithdrawalAddress(address node) external view returns (address) {
        address out = withdrawals[node];
        return out == address(0) ? node : out;
    }

    function getNodePendingWithdrawalAddress(address node) external view returns (address) {
        return pendingWithdrawals[node];
    }

    /// The given addresses of a node; zero: none.
    function setWithdrawal(address node, address current, address pending) external {
        withdrawals[node] = current;
        pendingWithdrawals[node] = pending;
    }
}
