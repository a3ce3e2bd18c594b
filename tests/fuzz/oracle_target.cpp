// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "core/hash/sha256.hpp"
#include "core/hex.hpp"
#include "oracle/state/beacon_api.hpp"
#include "oracle/state/interval_duties.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_writer.hpp"
#include "oracle/tree/performance_file.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "oracle/tree/rewards_ssz.hpp"
#include "oracle/tree/tree_file.hpp"
#include "oracle/tree/zstd_copy.hpp"
#include "oracle/wallet/keystore_v3.hpp"
#include "oracle/wallet/password_cipher.hpp"
#include "oracle/wallet/smartnode_wallet.hpp"
#include "oracle/wallet/transaction.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/oracle/small_snapshot.hpp"
#include "tests/oracle/tree/good_rewards_file.hpp"
#include "tests/oracle/wallet/wallet_texts.hpp"

namespace apsis {

namespace {

/// What the first byte of an input chooses.
enum Choice : std::uint8_t {
  snapshot,
  rewards,
  performance,
  duties,
  beacon,
  wallet,
  password,
  transaction
};
constexpr std::uint8_t choices = 8;

Bytes bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

Bytes seed(Choice choice, std::string_view text) {
  return chosen_seed(choice, bytes_of(text));
}

/// A wallet that the password "" opens, for so little work that every input can try it.
std::string cheap_wallet() {
  const Bytes salt(32, 1), iv(16, 2), secret(64, 3);
  PasswordHash hash;
  hash.n = 2;
  hash.salt = salt;
  const auto key = key_of_password(hash, {});
  if (!key) return {};
  const auto cipher = aes_128_ctr(key->view().first(16), iv, secret);
  if (!cipher) return {};
  Bytes checked(16 + cipher->size());
  std::ranges::copy(cipher->view(), std::ranges::copy(key->view().last(16), checked.begin()).out);
  return R"({"crypto":{"checksum":{"function":"sha256","message":")" +
         to_hex_bare(sha256(checked)) +
         R"(","params":{}},"cipher":{"function":"aes-128-ctr","message":")" +
         to_hex_bare(cipher->view()) + R"(","params":{"iv":")" + to_hex_bare(iv) +
         R"("}},"kdf":{"function":"scrypt","message":"","params":{"dklen":32,"n":2,"p":1,"r":8,)" +
         R"("salt":")" + to_hex_bare(salt) +
         R"("}}},"version":4,"derivationPath":"m/44'/60'/0'/0/%d","walletIndex":3})";
}

/// Work that a password is meant to cost tells nothing new.
bool is_cheap(const KeystoreFields& fields) {
  constexpr std::uint64_t most = 64;
  for (const std::string folder : {"/crypto/kdf/params/", "/crypto/kdfparams/"})
    for (const char* name : {"n", "r", "p", "c"})
      if (fields.number(folder + name).value_or(0) > most) return false;
  return true;
}

void read_wallet(ByteSpan input) {
  const auto fields = KeystoreFields::parse(input);
  if (!fields || !is_cheap(*fields)) return;
  (void)open_smartnode_wallet(*fields, {});
  (void)open_keystore_v3(*fields, {});
}

/// What could be read is the same after it was written.
void read_snapshot(const std::string& text) {
  const auto read = read_network_snapshot(text);
  if (!read) return;
  const auto again = read_network_snapshot(write_network_snapshot(*read));
  if (!again || *again != *read) std::abort();
}

void read_rewards(const std::string& text) {
  const auto file = read_any_rewards_file(text);
  if (!file || !verify_rewards_file(*file)) return;
  const auto again = read_rewards_file(write_rewards_file(*file));
  if (!again || again->merkle_root != file->merkle_root) std::abort();
  const auto ssz = write_rewards_ssz(*file);
  if (!ssz) return;
  const auto from_ssz = read_rewards_ssz(*ssz);
  if (!from_ssz || from_ssz->merkle_root != file->merkle_root) std::abort();
}

Bytes signed_call() {
  const Transaction call{.chain_id = 1,
                         .nonce = 7,
                         .priority_fee_wei = 1,
                         .max_fee_wei = uint256(20'000'000'000),
                         .gas_limit = 300'000,
                         .to = Bytes20{9},
                         .value_wei = 0,
                         .data = Bytes(60, 5)};
  Signature signature;
  signature.r = signature.s = Bytes32{1};
  return with_signature(call, signature, {}).raw;
}

}  // namespace

const char* const target_name = "oracle";

std::vector<Bytes> target_seeds() {
  const RewardsFile file = test::good_rewards_file();
  const std::string json = write_rewards_file(file);
  const std::string root(64, 'a');
  std::vector<Bytes> out = {
      seed(snapshot, test::small_snapshot),
      seed(rewards, json),
      seed(duties, R"({"format":"apsis-duties/1","slots_per_epoch":32,"first_epoch":10,)"
                   R"("last_epoch":11,"validators":[{"index":5,"duties":[[325,[3,1]],[360,[]]]}],)"
                   R"("withdrawals":[[330,5,7]]})"),
      seed(beacon,
           R"({"execution_optimistic":false,"finalized":true,"data":[{"index":"5",)"
           R"("balance":"32000000000","status":"active_ongoing","validator":{"pubkey":"0x)" +
               std::string(96, '3') +
               R"(","activation_epoch":"0","exit_epoch":"18446744073709551615",)"
               R"("withdrawable_epoch":"18446744073709551615"}}]})"),
      seed(wallet, cheap_wallet()),
      seed(wallet, test::replaced(v3_scrypt, "262144", "2")),
      seed(password, "passwort\u00e9 \U0001d4b6"),
      chosen_seed(transaction, signed_call())};
  PerformanceFile scores;
  scores.header = file.header;
  scores.header.ruleset = 11;
  out.push_back(seed(performance, write_performance_file(scores)));
  if (const auto ssz = write_rewards_ssz(file)) out.push_back(chosen_seed(rewards, *ssz));
  if (const auto packed = write_zstd(bytes_of(json))) out.push_back(chosen_seed(rewards, *packed));
  return out;
}

void run_target(ByteSpan input) {
  if (input.empty()) return;
  const ByteSpan rest = input.subspan(1);
  const std::string text(rest.begin(), rest.end());
  switch (input[0] % choices) {
    case snapshot:
      return read_snapshot(text);
    case rewards:
      return read_rewards(text);
    case performance:
      return void(read_performance_file(text));
    case duties:
      return void(read_interval_duties(text));
    case beacon:
      return void(read_beacon_answer(text));
    case wallet:
      return read_wallet(rest);
    case password:
      return void(normalized_password(rest, true));
    default:
      return void(decode_signed(rest));
  }
}

}  // namespace apsis
