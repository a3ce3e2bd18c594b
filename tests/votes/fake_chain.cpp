// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/votes/fake_chain.hpp"

#include <algorithm>

#include "core/endian.hpp"
#include "core/hash/keccak.hpp"

namespace apsis {

namespace {

constexpr std::size_t vote_bytes = 4 + 32 + 32;

Bytes joined(ByteSpan a, ByteSpan b) {
  Bytes out(a.size() + b.size());
  std::ranges::copy(b, std::ranges::copy(a, out.begin()).out);
  return out;
}

std::uint64_t subject_of(ByteSpan calldata) {
  return static_cast<std::uint64_t>(uint256_from_be(calldata.subspan(4, 32)));
}

bool is_vote(ByteSpan calldata) {
  return calldata.size() == vote_bytes;
}

bool is_a_tenth_more(const uint256& fresh, const uint256& old) {
  return fresh * 10 >= old * 11;
}

}  // namespace

Bytes made_vote(std::uint64_t subject, std::uint64_t value) {
  Bytes out = {'v', 'o', 't', 'e'};
  for (const std::uint64_t number : {subject, value}) {
    const Bytes32 word = to_be_bytes(uint256(number));
    out.insert(out.end(), word.begin(), word.end());
  }
  return out;
}

Bytes32 made_any_key(const Bytes20& voter, std::uint64_t subject) {
  return keccak256(joined(voter, to_be_bytes(uint256(subject))));
}

Bytes32 made_same_key(const Bytes20& voter, ByteSpan calldata) {
  return keccak256(joined(voter, calldata));
}

Expected<void> FakeChain::answer() const {
  if (behaviour.is_down) return fail(ErrorKind::unavailable, "does not answer", "fake chain");
  return {};
}

std::uint64_t FakeChain::count_at(const Bytes20& account, std::uint64_t block) const {
  std::uint64_t out = 0;
  for (const Mined& entry : mined_)
    if (entry.transaction.from == account && entry.block <= block) ++out;
  for (const auto& [key, at] : foreign_)
    if (key.first == account && at <= block) ++out;
  return out;
}

void FakeChain::mine() {
  const std::lock_guard lock(mutex_);
  ++block_;
  if (!behaviour.mines) return;
  for (auto entry = pool_.begin(); entry != pool_.end();) {
    const SignedTransaction& transaction = entry->second;
    const bool is_next = transaction.transaction.nonce == count_at(transaction.from, block_);
    if (is_next && transaction.transaction.max_fee_wei >= behaviour.base_fee_wei) {
      const Bytes& data = transaction.transaction.data;
      const bool fits = !behaviour.reverts_when_mined &&
                        (!is_vote(data) || why_not(transaction.from, data).empty());
      mined_.push_back({transaction, block_, fits});
      entry = pool_.erase(entry);
    } else {
      const bool is_used = transaction.transaction.nonce < count_at(transaction.from, block_);
      entry = is_used ? pool_.erase(entry) : std::next(entry);
    }
  }
}

void FakeChain::reorganise(std::uint64_t blocks, bool keeps_transactions) {
  const std::lock_guard lock(mutex_);
  block_ -= blocks;
  while (!mined_.empty() && mined_.back().block > block_) {
    const SignedTransaction transaction = mined_.back().transaction;
    mined_.pop_back();
    if (keeps_transactions)
      pool_.insert_or_assign({transaction.from, transaction.transaction.nonce}, transaction);
  }
  std::erase_if(foreign_, [&](const auto& entry) { return entry.second > block_; });
  ++block_;
}

void FakeChain::mine_foreign(const Bytes20& voter) {
  const std::lock_guard lock(mutex_);
  ++block_;
  foreign_[{voter, count_at(voter, block_)}] = block_;
}

void FakeChain::set_flag(const Bytes32& key) {
  const std::lock_guard lock(mutex_);
  set_flags_.insert(key);
}

std::string FakeChain::why_not(const Bytes20& from, ByteSpan calldata) const {
  if (!behaviour.revert.empty()) return behaviour.revert;
  if (!is_vote(calldata)) return "no such function";
  const auto opens = behaviour.open_from.find(subject_of(calldata));
  if (opens != behaviour.open_from.end() && block_ < opens->second)
    return "Not enough time has passed";
  for (const Mined& entry : mined_)
    if (entry.succeeded && entry.transaction.from == from &&
        std::ranges::equal(entry.transaction.transaction.data, calldata))
      return "Duplicate submission from node";
  return {};
}

Expected<ChainHead> FakeChain::head() {
  const std::lock_guard lock(mutex_);
  if (auto up = answer(); !up) return std::unexpected(up.error());
  return ChainHead{block_, behaviour.base_fee_wei, block_ - behaviour.final_distance};
}

Expected<std::uint64_t> FakeChain::nonce(const Bytes20& account, NonceAt at) {
  const std::lock_guard lock(mutex_);
  if (auto up = answer(); !up) return std::unexpected(up.error());
  if (at == NonceAt::finalized) return count_at(account, block_ - behaviour.final_distance);
  std::uint64_t out = count_at(account, block_);
  if (at == NonceAt::pending)
    while (pool_.contains({account, out})) ++out;
  return out;
}

Expected<bool> FakeChain::flag(const Bytes32& key) {
  const std::lock_guard lock(mutex_);
  if (auto up = answer(); !up) return std::unexpected(up.error());
  if (set_flags_.contains(key)) return true;
  for (const Mined& entry : mined_) {
    const Bytes& data = entry.transaction.transaction.data;
    if (!entry.succeeded || !is_vote(data)) continue;
    if (made_any_key(entry.transaction.from, subject_of(data)) == key ||
        made_same_key(entry.transaction.from, data) == key)
      return true;
  }
  return false;
}

Expected<Simulation> FakeChain::simulate(const Bytes20& from, ByteSpan calldata) {
  const std::lock_guard lock(mutex_);
  if (auto up = answer(); !up) return std::unexpected(up.error());
  std::string reason = why_not(from, calldata);
  if (!reason.empty()) return Simulation{false, std::move(reason), 0};
  return Simulation{true, {}, 100'000};
}

Expected<SendAnswer> FakeChain::send(ByteSpan raw) {
  const std::lock_guard lock(mutex_);
  ++offers_;
  if (auto up = answer(); !up) return std::unexpected(up.error());
  if (!behaviour.refusal.empty()) return send_answer_of(behaviour.refusal);
  const auto read = decode_signed(raw);
  if (!read) return send_answer_of("rlp: " + read.error().what);
  const Transaction& fresh = read->transaction;
  if (fresh.nonce < count_at(read->from, block_)) return send_answer_of("nonce too low");
  const auto place = std::pair(read->from, fresh.nonce);
  if (const auto old = pool_.find(place); old != pool_.end()) {
    if (old->second.hash == read->hash) return send_answer_of("already known");
    const Transaction& other = old->second.transaction;
    if (!is_a_tenth_more(fresh.max_fee_wei, other.max_fee_wei) ||
        !is_a_tenth_more(fresh.priority_fee_wei, other.priority_fee_wei))
      return send_answer_of("replacement transaction underpriced");
  }
  taken_.insert_or_assign(read->hash, *read);
  if (!behaviour.forgets_pool) pool_.insert_or_assign(place, *read);
  if (behaviour.loses_answers)
    return fail(ErrorKind::unavailable, "the answer was lost", "fake chain");
  return SendAnswer{};
}

Expected<std::optional<Receipt>> FakeChain::receipt(const Bytes32& hash) {
  const std::lock_guard lock(mutex_);
  if (auto up = answer(); !up) return std::unexpected(up.error());
  for (const Mined& entry : mined_)
    if (entry.transaction.hash == hash)
      return Receipt{entry.block, entry.succeeded, uint256(100'000) * behaviour.base_fee_wei};
  return std::nullopt;
}

Expected<uint256> FakeChain::balance_wei() {
  const std::lock_guard lock(mutex_);
  if (auto up = answer(); !up) return std::unexpected(up.error());
  return behaviour.balance_wei;
}

SubmitChain FakeChain::functions() {
  return {.head = [this] { return head(); },
          .nonce = [this](const Bytes20& account, NonceAt at) { return nonce(account, at); },
          .balance_wei = [this](const Bytes20&) { return balance_wei(); },
          .flag = [this](const Bytes32& key) { return flag(key); },
          .simulate =
              [this](const Bytes20& from, const Submission& submission) {
                return simulate(from, submission.calldata);
              },
          .send = [this](ByteSpan raw) { return send(raw); },
          .receipt = [this](const Bytes32& hash) { return receipt(hash); }};
}

std::vector<FakeChain::Mined> FakeChain::mined() {
  const std::lock_guard lock(mutex_);
  return mined_;
}

std::map<Bytes32, SignedTransaction> FakeChain::taken() {
  const std::lock_guard lock(mutex_);
  return taken_;
}

}  // namespace apsis
