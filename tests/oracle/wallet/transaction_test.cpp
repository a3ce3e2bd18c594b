// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/transaction.hpp"

#include <doctest/doctest.h>

#include "core/hash/keccak.hpp"
#include "oracle/wallet/rlp.hpp"
#include "oracle/wallet/signer.hpp"
#include "tests/oracle/wallet/test_bytes.hpp"

using namespace apsis;

namespace {

Transaction example(std::uint64_t number) {
  return {.chain_id = 17000,
          .nonce = number * 300,
          .priority_fee_wei = 1'000'000'000,
          .max_fee_wei = uint256(30'000'000'000),
          .gas_limit = 210'000,
          .to = *array_from_hex<20>("0x00000000000000000000000000000000deadbeef"),
          .value_wei = number,
          .data = {'a', 'b', 'c'}};
}

/// The fields of an example with its real signature, one of them replaced by raw RLP.
Bytes with_field(std::size_t replaced, std::string_view rlp_hex) {
  const SignedTransaction made = Signer(key_from(test_key_hex)).sign(example(1)).value();
  RlpReader list = RlpReader(ByteSpan(made.raw).subspan(1)).list().value();
  Bytes fields;
  for (std::size_t at = 0; at < 12; ++at) {
    Bytes own;
    if (at == 8) {
      REQUIRE(list.list());
      own = rlp_list({});
    } else {
      rlp_append(own, list.text().value());
    }
    if (at == replaced) own = *from_hex(rlp_hex);
    fields.insert(fields.end(), own.begin(), own.end());
  }
  Bytes out = {2};
  const Bytes body = rlp_list(fields);
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

std::string refusal(const Bytes& raw) {
  const auto read = decode_signed(raw);
  return read ? "none" : read.error().what;
}

}  // namespace

TEST_CASE("a key signs the example of EIP-155 to the byte") {
  Bytes fields;
  rlp_append(fields, uint256(9));
  rlp_append(fields, uint256(20'000'000'000));
  rlp_append(fields, uint256(21'000));
  rlp_append(fields, ByteSpan(Bytes(20, 0x35)));
  rlp_append(fields, uint256(1'000'000'000'000'000'000));
  rlp_append(fields, ByteSpan());
  rlp_append(fields, uint256(1));
  rlp_append(fields, uint256(0));
  rlp_append(fields, uint256(0));
  const Bytes32 hash = keccak256(rlp_list(fields));
  CHECK(to_hex(hash) == "0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
  const PrivateKey key =
      key_from("4646464646464646464646464646464646464646464646464646464646464646");
  const Signature signature = key.sign(hash).value();
  CHECK(uint256_from_be(signature.r) ==
        uint256("18515461264373351373200002665853028612451056578545711640558177340181847433846"));
  CHECK(uint256_from_be(signature.s) ==
        uint256("46948507304638947509940763649030358759909902576025900602547168820602576006531"));
  CHECK_FALSE(signature.is_y_odd);
  CHECK(signer_of(hash, signature).value() == key.address());
}

TEST_CASE("EIP-1559 transactions equal those of another implementation, byte for byte") {
  Signer signer(key_from(test_key_hex));
  CHECK(to_hex(signer.address()) == test_address_hex);
  CHECK(to_hex(signing_hash(example(0))) ==
        "0xe639dde2693adc204c89186ac2913fa70391c9528693f79230d8b5368d9d344b");
  CHECK(to_hex(signing_hash(example(1))) ==
        "0x02fd762f8eebaa11d1194923a574d79ba47b2b75d2fd97896b9eb30739a769f9");
  const SignedTransaction first = signer.sign(example(0)).value();
  CHECK(to_hex_bare(first.raw) ==
        "02f87182426880843b9aca008506fc23ac00830334509400000000000000000000000000000000deadbeef8083"
        "616263c080a0faff57d6da5e2e295a67db21c98c371b2121141ba7b79da0e872eed09f40e280a07a2ceb9eb2e1"
        "d6b475443762bf09f5d9f303f9d8fdda19b1c3e86fbfe9cff576");
  CHECK(to_hex(first.hash) == "0x5222cbb3dfc9cf01f50c74275205cf1c13674702c15638eb32e1a8b485fecb5a");
  const SignedTransaction second = signer.sign(example(1)).value();
  CHECK(to_hex(second.hash) ==
        "0xe237006fc24407bf85cb451788ada67e4ec82b0e9df9d5b9f898490c475f5963");
  CHECK(signer.sign(example(1)).value().raw == second.raw);
  CHECK(highest_cost_wei(example(1)) == uint256(30'000'000'000) * 210'000 + 1);
}

TEST_CASE("a signed transaction reads back with its signer") {
  const SignedTransaction made = Signer(key_from(test_key_hex)).sign(example(1)).value();
  const SignedTransaction read = decode_signed(made.raw).value();
  CHECK(read.transaction == made.transaction);
  CHECK(read.from == made.from);
  CHECK(read.raw == made.raw);
  CHECK(read.hash == made.hash);
  CHECK(decode_signed(with_field(99, "")).value().hash == made.hash);
}

TEST_CASE("an envelope that is not exactly such a transaction is refused") {
  const Bytes raw = Signer(key_from(test_key_hex)).sign(example(1)).value().raw;
  CHECK(refusal({}) == "is not of type 2");
  CHECK(refusal({0x01, 0xc0}) == "is not of type 2");
  Bytes longer = raw;
  longer.push_back(0);
  CHECK(refusal(longer) == "has bytes behind its end");
  CHECK(refusal({0x02, 0xc0}) == "an item is missing");
  CHECK(refusal(with_field(5, "80")) == "its receiver is no address");
  CHECK(refusal(with_field(8, "c1c0")) == "has an access list");
  CHECK(refusal(with_field(9, "02")) == "the parity of its signature is neither 0 nor 1");
  CHECK(refusal(with_field(11, "0101")) == "has more fields than its type");
  CHECK(refusal(with_field(10, "80")) == "no key can have made it");
  CHECK(refusal(with_field(10, "a0" + std::string(64, 'f'))) == "r or s is out of range");
  CHECK(refusal(
            with_field(11, "a0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140")) ==
        "s is in the upper half");
  for (std::size_t size = 0; size < raw.size(); ++size)
    CHECK_FALSE(decode_signed(ByteSpan(raw).first(size)));
}

TEST_CASE("the first difference between two transactions is named") {
  const Transaction asked = example(1);
  CHECK(first_difference(asked, asked).empty());
  const auto changed = [&](auto change) {
    Transaction other = asked;
    change(other);
    return first_difference(asked, other);
  };
  CHECK(changed([](Transaction& t) { t.chain_id = 1; }) == "chain id: asked 17000, given 1");
  CHECK(changed([](Transaction& t) { t.nonce = 1; }) == "nonce: asked 300, given 1");
  CHECK(changed([](Transaction& t) { t.priority_fee_wei = 2; }).starts_with("priority fee"));
  CHECK(changed([](Transaction& t) { t.max_fee_wei = 2; }).starts_with("highest fee"));
  CHECK(changed([](Transaction& t) { t.gas_limit = 2; }).starts_with("gas limit"));
  CHECK(changed([](Transaction& t) { t.to[0] = 2; }).starts_with("receiver"));
  CHECK(changed([](Transaction& t) { t.value_wei = 2; }).starts_with("value"));
  CHECK(changed([](Transaction& t) { t.data.clear(); }).starts_with("calldata"));
}

TEST_CASE("bytes that are no key of the curve are refused") {
  for (const std::string& hex :
       {std::string(64, '0'), std::string(64, 'f'), std::string(62, '1'),
        std::string("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")}) {
    const auto key = PrivateKey::take(LockedBytes::copy_of(*from_hex(hex)).value());
    REQUIRE_FALSE(key);
    CHECK(key.error().kind == ErrorKind::decode);
    CHECK(key.error().text().find(hex) == std::string::npos);
  }
}
