// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/transaction.hpp"

#include <fmt/format.h>

#include "core/hash/keccak.hpp"
#include "core/hex.hpp"
#include "oracle/wallet/rlp.hpp"

namespace apsis {

namespace {

constexpr std::uint8_t envelope_type = 0x02;

Bytes fields_of(const Transaction& transaction) {
  Bytes out;
  rlp_append(out, uint256(transaction.chain_id));
  rlp_append(out, uint256(transaction.nonce));
  rlp_append(out, transaction.priority_fee_wei);
  rlp_append(out, transaction.max_fee_wei);
  rlp_append(out, uint256(transaction.gas_limit));
  rlp_append(out, ByteSpan(transaction.to));
  rlp_append(out, transaction.value_wei);
  rlp_append(out, ByteSpan(transaction.data));
  const Bytes no_access_list = rlp_list({});
  out.insert(out.end(), no_access_list.begin(), no_access_list.end());
  return out;
}

Bytes enveloped(ByteSpan fields) {
  Bytes out = {envelope_type};
  const Bytes list = rlp_list(fields);
  out.insert(out.end(), list.begin(), list.end());
  return out;
}

/// Reads fields one after the other and keeps the first error.
class FieldReader {
 public:
  explicit FieldReader(RlpReader reader) : reader_(reader) {}

  void into(std::uint64_t& out) { take(reader_.small_number(), out); }
  void into(uint256& out) { take(reader_.number(), out); }
  void into(Bytes& out) {
    ByteSpan bytes;
    take(reader_.text(), bytes);
    out.assign(bytes.begin(), bytes.end());
  }
  void into(Bytes20& out) {
    ByteSpan bytes;
    take(reader_.text(), bytes);
    if (bytes.size() == 20)
      out = to_array<20>(bytes);
    else
      reject("its receiver is no address");
  }
  void into(Bytes32& out) {
    uint256 number;
    into(number);
    out = to_be_bytes(number);
  }
  void into(bool& out) {
    std::uint64_t number = 0;
    into(number);
    if (number > 1) reject("the parity of its signature is neither 0 nor 1");
    out = number == 1;
  }
  void empty_list() {
    const Expected<RlpReader> list = reader_.list();
    if (!list)
      keep(list.error());
    else if (!list->is_done())
      reject("has an access list");
  }
  Expected<void> end() {
    if (!reader_.is_done()) reject("has more fields than its type");
    if (error_) return std::unexpected(*error_);
    return {};
  }

 private:
  template <class T>
  void take(Expected<T> value, T& out) {
    if (value)
      out = *value;
    else
      keep(value.error());
  }
  void reject(std::string what) { keep(Error{ErrorKind::decode, std::move(what), "transaction"}); }
  void keep(const Error& error) {
    if (!error_) error_ = error;
  }

  RlpReader reader_;
  std::optional<Error> error_;
};

}  // namespace

Bytes32 signing_hash(const Transaction& transaction) {
  return keccak256(enveloped(fields_of(transaction)));
}

SignedTransaction with_signature(const Transaction& transaction, const Signature& signature,
                                 const Bytes20& from) {
  Bytes fields = fields_of(transaction);
  rlp_append(fields, uint256(signature.is_y_odd ? 1 : 0));
  rlp_append(fields, uint256_from_be(signature.r));
  rlp_append(fields, uint256_from_be(signature.s));
  SignedTransaction out{transaction, from, enveloped(fields), {}};
  out.hash = keccak256(out.raw);
  return out;
}

Expected<SignedTransaction> decode_signed(ByteSpan raw) {
  if (raw.empty() || raw[0] != envelope_type)
    return fail(ErrorKind::decode, "is not of type 2", "transaction");
  RlpReader envelope(raw.subspan(1));
  Expected<RlpReader> list = envelope.list();
  if (!list) return std::unexpected(within("transaction", list.error()));
  if (!envelope.is_done())
    return fail(ErrorKind::decode, "has bytes behind its end", "transaction");
  SignedTransaction out;
  Transaction& transaction = out.transaction;
  Signature signature;
  FieldReader fields(*list);
  fields.into(transaction.chain_id);
  fields.into(transaction.nonce);
  fields.into(transaction.priority_fee_wei);
  fields.into(transaction.max_fee_wei);
  fields.into(transaction.gas_limit);
  fields.into(transaction.to);
  fields.into(transaction.value_wei);
  fields.into(transaction.data);
  fields.empty_list();
  fields.into(signature.is_y_odd);
  fields.into(signature.r);
  fields.into(signature.s);
  if (auto done = fields.end(); !done) return std::unexpected(done.error());
  const Expected<Bytes20> from = signer_of(signing_hash(transaction), signature);
  if (!from) return std::unexpected(within("transaction", from.error()));
  out.from = *from;
  out.raw.assign(raw.begin(), raw.end());
  out.hash = keccak256(raw);
  return out;
}

std::string first_difference(const Transaction& asked, const Transaction& given) {
  const auto told = [](std::string_view name, const auto& a, const auto& b) {
    return fmt::format("{}: asked {}, given {}", name, a, b);
  };
  if (asked.chain_id != given.chain_id) return told("chain id", asked.chain_id, given.chain_id);
  if (asked.nonce != given.nonce) return told("nonce", asked.nonce, given.nonce);
  if (asked.priority_fee_wei != given.priority_fee_wei)
    return told("priority fee", to_decimal(asked.priority_fee_wei),
                to_decimal(given.priority_fee_wei));
  if (asked.max_fee_wei != given.max_fee_wei)
    return told("highest fee", to_decimal(asked.max_fee_wei), to_decimal(given.max_fee_wei));
  if (asked.gas_limit != given.gas_limit)
    return told("gas limit", asked.gas_limit, given.gas_limit);
  if (asked.to != given.to) return told("receiver", to_hex(asked.to), to_hex(given.to));
  if (asked.value_wei != given.value_wei)
    return told("value", to_decimal(asked.value_wei), to_decimal(given.value_wei));
  if (asked.data != given.data)
    return told("calldata", to_hex(keccak256(asked.data)), to_hex(keccak256(given.data)));
  return {};
}

uint256 highest_cost_wei(const Transaction& transaction) {
  return transaction.max_fee_wei * transaction.gas_limit + transaction.value_wei;
}

}  // namespace apsis
