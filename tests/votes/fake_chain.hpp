// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "oracle/submit/submit_chain.hpp"
#include "oracle/wallet/transaction.hpp"

namespace apsis {

/// Calldata of a made-up vote: four bytes of a name, the subject, the value.
Bytes made_vote(std::uint64_t subject, std::uint64_t value);
/// Flags that the made-up contract keeps.
Bytes32 made_any_key(const Bytes20& voter, std::uint64_t subject);
Bytes32 made_same_key(const Bytes20& voter, ByteSpan calldata);

/// A chain with one contract that counts votes, in memory: nonces, a pool that wants a tenth more
/// for a replacement, blocks that can be taken back, finality. Safe to call from several threads.
class FakeChain {
 public:
  /// A transaction in a block.
  struct Mined {
    SignedTransaction transaction;
    std::uint64_t block = 0;
    bool succeeded = false;
  };
  /// What a test may change at any time.
  struct Behaviour {
    uint256 base_fee_wei = 1'000'000'000;
    uint256 balance_wei = uint256(1'000'000'000'000'000'000);
    std::uint64_t final_distance = 2;                    ///< blocks until one is final
    std::map<std::uint64_t, std::uint64_t> open_from{};  ///< first block of a subject's votes
    std::string revert{};  ///< every simulation reverts with these words
    bool reverts_when_mined = false;
    std::string refusal{};       ///< every transaction is refused with these words
    bool is_down = false;        ///< nothing is answered
    bool loses_answers = false;  ///< transactions are taken, and the answer is lost
    bool mines = true;           ///< blocks take transactions
    bool forgets_pool = false;   ///< transactions are taken and forgotten
  };

  /// A block with all that the pool holds and nonces allow.
  void mine();
  /// Takes the newest blocks back; their transactions return to the pool, or are lost.
  void reorganise(std::uint64_t blocks, bool keeps_transactions);
  /// A transaction of another program with the voter's next nonce, in a block of its own.
  void mine_foreign(const Bytes20& voter);
  /// The contract has a vote of this member from elsewhere.
  void set_flag(const Bytes32& key);

  Expected<ChainHead> head();
  Expected<std::uint64_t> nonce(const Bytes20& account, NonceAt at);
  Expected<bool> flag(const Bytes32& key);
  Expected<Simulation> simulate(const Bytes20& from, ByteSpan calldata);
  Expected<SendAnswer> send(ByteSpan raw);
  Expected<std::optional<Receipt>> receipt(const Bytes32& hash);
  Expected<uint256> balance_wei();

  /// As the queue takes it. The chain outlives it.
  SubmitChain functions();

  /// All of the chain's transactions, oldest first.
  std::vector<Mined> mined();
  /// Every transaction that was ever taken, by hash.
  std::map<Bytes32, SignedTransaction> taken();
  /// How often bytes were offered, whatever the answer.
  std::uint64_t offers() const { return offers_; }

  Behaviour behaviour;

 private:
  Expected<void> answer() const;
  std::uint64_t count_at(const Bytes20& account, std::uint64_t block) const;
  std::string why_not(const Bytes20& from, ByteSpan calldata) const;

  std::mutex mutex_;
  std::uint64_t block_ = 100;
  std::vector<Mined> mined_;
  std::map<std::pair<Bytes20, std::uint64_t>, std::uint64_t> foreign_;  ///< its block
  std::map<std::pair<Bytes20, std::uint64_t>, SignedTransaction> pool_;
  std::map<Bytes32, SignedTransaction> taken_;
  std::set<Bytes32> set_flags_;
  std::uint64_t offers_ = 0;
};

}  // namespace apsis
