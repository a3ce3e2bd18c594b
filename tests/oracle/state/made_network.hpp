// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <unordered_map>

#include "oracle/state/capture.hpp"

namespace apsis::test {

/// How large a made network is.
struct MadeSize {
  std::size_t nodes = 4'300;
  std::size_t minipools = 42'000;
  std::size_t megapools = 450;
  std::size_t megapool_validators = 6'000;
};

/// A network that nobody has deployed, as its contracts would answer.
class MadeNetwork {
 public:
  explicit MadeNetwork(const MadeSize& size);

  /// Lets a day pass: ETH reaches every minipool; one in a hundred of the nodes, minipools and
  /// megapool validators changes, and as many validators come. Gives the addresses that logs name.
  std::set<Bytes20> pass_day();

  /// Its contracts' answers. It outlives the caller.
  CaptureCaller caller() const;
  const ContractBook& book() const { return book_; }
  NetworkSnapshot& state() { return state_; }
  /// Whether the cap of penalties has another value from now on, which no log tells.
  void set_max_penalty_rate(const uint256& rate) { max_penalty_rate_ = rate; }

 private:
  Expected<AbiValue> answer(const ContractCall& call) const;
  Expected<AbiValue> of_network(const ContractCall& call) const;
  Expected<AbiValue> of_node(const Node& node, const ContractCall& call) const;
  Expected<AbiValue> of_minipool(const Minipool& minipool, const std::string& function) const;
  Expected<AbiValue> of_megapool(const Megapool& megapool, const ContractCall& call) const;
  uint256 balance(const Bytes20& address) const;
  void find_all();

  NetworkSnapshot state_;
  ContractBook book_;
  uint256 max_penalty_rate_ = 1;
  std::vector<std::pair<std::size_t, std::size_t>> global_;  ///< node and place of each validator
  std::map<Bytes20, const Node*> nodes_;
  std::map<Bytes20, const Minipool*> minipools_;
  std::map<Bytes20, const Megapool*> megapools_;
  std::map<Bytes20, const Node*> distributors_;
};

}  // namespace apsis::test
