// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// What a node said to one recorded question: JSON of the result, or of the error.
struct RecordedAnswer {
  std::string result{};
  std::string error{};
  std::string params{};  ///< of a sample: as they were asked
};

/// A recorded header, as eth_getBlockByNumber gave it.
struct RecordedHeader {
  std::string json;
  std::string hash;
  std::string parent_hash;
  std::uint64_t timestamp = 0;
  std::string base_fee;  ///< in hex
};

/// A balance in wei and the next nonce.
struct RecordedAccount {
  std::string wei;  ///< decimal
  std::uint64_t nonce = 0;
};

/// A block whose whole state the recording knows, as far as anybody asked.
struct RecordedState {
  std::string name;                                         ///< "B1" …
  std::unordered_map<std::string, RecordedAnswer> calls{};  ///< by address + calldata, lower case
  std::unordered_map<std::string, RecordedAccount> accounts{};
  std::unordered_map<std::string, std::string> slots{};  ///< by address + slot
};

/// A recorded log with what filters look at.
struct RecordedLog {
  std::string json;
  std::string address;
  std::vector<std::string> topics;
  std::uint64_t block = 0;
};

/// A transaction that somebody sent on the recorded chain.
struct RecordedTransaction {
  std::string raw, hash, from, to, input;
  std::uint64_t nonce = 0;
  std::uint64_t block = 0;
  std::string estimate;     ///< JSON of eth_estimateGas' result before it
  std::string transaction;  ///< JSON
  std::string receipt;      ///< JSON
};

/// A recording of an execution node's answers about a Rocket Pool deployment, unpacked.
struct ExecutionRecording {
  std::uint64_t chain_id = 0;
  std::uint64_t genesis_time = 0;  ///< of the beacon chain that goes with it
  std::string rocket_storage, multicall, balance_checker, price_pool;
  std::vector<RecordedHeader> headers{};  ///< by number
  std::map<std::uint64_t, RecordedState> states{};
  std::vector<RecordedLog> logs{};
  std::vector<RecordedTransaction> transactions{};
  /// Other questions by method + " " + parameters, lower case without spaces.
  std::unordered_map<std::string, RecordedAnswer> samples{};

  /// Reads the directory of an unpacked recording. `usage` when it is none, naming the file.
  static Expected<ExecutionRecording> open(const std::string& directory);
};

/// A text in lower case: how the recording is looked up.
std::string lower_case(std::string_view text);

}  // namespace apsis
