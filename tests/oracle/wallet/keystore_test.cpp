// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "oracle/wallet/key_derivation.hpp"
#include "oracle/wallet/keystore_v3.hpp"
#include "oracle/wallet/keystore_v4.hpp"
#include "oracle/wallet/smartnode_wallet.hpp"
#include "tests/oracle/wallet/test_bytes.hpp"
#include "tests/oracle/wallet/wallet_texts.hpp"

using namespace apsis;

namespace {

/// 𝔱𝔢𝔰𝔱𝔭𝔞𝔰𝔰𝔴𝔬𝔯𝔡🔑
constexpr std::string_view fancy_password =
    "\U0001d531\U0001d522\U0001d530\U0001d531\U0001d52d\U0001d51e\U0001d530\U0001d530\U0001d534"
    "\U0001d52c\U0001d52f\U0001d521\U0001f511";

KeystoreFields fields_of(std::string_view text) {
  return KeystoreFields::parse(bytes_of(text)).value();
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string opened_v3(std::string_view text, std::string_view password) {
  const auto key = open_keystore_v3(fields_of(text), bytes_of(password));
  return key ? to_hex_bare(key->secret()) : key.error().text();
}

std::string opened_wallet(std::string_view text, std::string_view password) {
  const auto key = open_smartnode_wallet(fields_of(text), bytes_of(password));
  return key ? to_hex(key->address()) : key.error().text();
}

}  // namespace

TEST_CASE("the published keystores of version 3 open") {
  const std::string key = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
  CHECK(opened_v3(v3_scrypt, "testpassword") == key);
  CHECK(opened_v3(v3_pbkdf2, "testpassword") == key);
  CHECK(opened_v3(v3_short_key, "foo") ==
        "00fa7b3db73dc7dfdf8c5fbdb796d741e4488628c41fc4febd9160a866ba0f35");
}

TEST_CASE("a keystore of version 3 that is wrong is refused, without telling its content") {
  const std::string good = v3_short_key;
  const auto refusal = [](const std::string& text) { return opened_v3(text, "foo"); };
  CHECK(opened_v3(good, "fop").find("the password does not open it") != std::string::npos);
  const auto names = [&](const std::string& text, std::string_view field) {
    const std::string said = refusal(text);
    CHECK_MESSAGE(said.find(field) != std::string::npos, said);
  };
  names(replaced(good, R"("version":3)", R"("version":1)"), "keystore /version");
  names(replaced(good, "aes-128-ctr", "aes-128-cbc"), "keystore /crypto/cipher");
  names(replaced(good, "\"scrypt\"", "\"argon2\""), "scrypt and pbkdf2 are known");
  names(replaced(good, R"("dklen":32)", R"("dklen":31)"), "is not 32");
  names(replaced(good, R"("n":2)", R"("n":3)"), "no sensible one");
  names(replaced(good, R"("n":2)", R"("n":1099511627776)"), "no sensible one");
  names(replaced(good, R"("n":2)", R"("n":-2)"), "is no whole number");
  names(replaced(good, R"("p":1)", R"("p":1000000)"), "no sensible one");
  names(replaced(good, R"("r":8)", R"("q":8)"), "is no whole number");
  names(replaced(good, R"("iv":"e0c4)", R"("iv":"c4)"), "have not 16 bytes");
  names(replaced(good, "711f816911", "711f81691x"), "is not hex");
  names(replaced(good, "9517cd", "9518cd"), "the password does not open it");
  names(replaced(good, R"("ciphertext":")", R"("ciphertext":"00000000)"), "no key of 32 bytes");
  names(replaced(good, R"("version":3)", R"("version":3,"address":"00")"), "keystore /address");
  names(replaced(v3_pbkdf2, R"("c":262144)", R"("c":99999999999)"), "no sensible one");
  names(replaced(v3_pbkdf2, "hmac-sha256", "hmac-sha1"), "is not hmac-sha256");
  CHECK_FALSE(KeystoreFields::parse(bytes_of("[1]")));
  CHECK_FALSE(KeystoreFields::parse(bytes_of("{\"version\":")));
}

TEST_CASE("a keystore of version 3 that was written opens again, and only with its password") {
  const PrivateKey key = key_from(test_key_hex);
  const std::string text = write_keystore_v3(key, bytes_of("a password")).value();
  CHECK(text.find(test_key_hex.substr(2)) == std::string::npos);
  CHECK("0x" + opened_v3(text, "a password") == test_key_hex);
  CHECK(opened_v3(text, "A password").find("does not open it") != std::string::npos);
  CHECK(write_keystore_v3(key, bytes_of("a password")).value() != text);
}

TEST_CASE("the examples of EIP-2335 open with a password in another alphabet") {
  const std::string secret = "0x000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";
  for (const char* text : {eip_scrypt_crypto, eip_pbkdf2_crypto}) {
    const auto opened = open_keystore_v4(fields_of(text), bytes_of(fancy_password));
    REQUIRE(opened);
    CHECK(to_hex(opened->view()) == secret);
  }
  CHECK(to_hex(normalized_password(bytes_of(fancy_password)).value().view()) ==
        "0x7465737470617373776f7264f09f9491");
  CHECK_FALSE(normalized_password(bytes_of("\xff\xfe")));
}

TEST_CASE("wallet files of the official client give the node's address on each of its paths") {
  constexpr std::string_view password = "correct horse battery staple";
  CHECK(opened_wallet(plain_wallet, password) == test_address_hex);
  CHECK(opened_wallet(pathless_wallet, password) == test_address_hex);
  CHECK(opened_wallet(ledger_wallet, password) == "0xcb4bb4f0dc597d67a6e2a66f3eda327fad38dacf");
  CHECK(opened_wallet(unicode_wallet, std::string(fancy_password) + "\u00e9\x7f\n") ==
        "0x1e14cbd146c3a5496f588cf28ee656c210057904");
  CHECK(opened_wallet(marks_wallet, "password\u00e9123") == test_address_hex);
}

TEST_CASE("a wallet file of the official client that is wrong is refused") {
  constexpr std::string_view password = "correct horse battery staple";
  const auto names = [&](const std::string& text, std::string_view part) {
    const std::string said = opened_wallet(text, password);
    CHECK_MESSAGE(said.find(part) != std::string::npos, said);
  };
  const std::string good = plain_wallet;
  names(replaced(good, R"("version":4)", R"("version":5)"), "keystore /version");
  names(replaced(good, "/0/%d", "/0/0"), "no place for the index");
  names(replaced(good, "m/44'", "m/44''"), "is no derivation path");
  names(replaced(good, R"("next_account":0)", R"("walletIndex":2147483648)"), "is too large");
  names(replaced(good, R"("next_account":0)", R"("walletIndex":"1")"), "is no whole number");
  names(replaced(good, R"("derivationPath":"m)", R"("derivationPath":1,"x":"m)"), "is no text");
  names(replaced(good, R"("function":"sha256")", R"("function":"sha512")"), "is not sha256");
  names(replaced(good, "aes-128-ctr", "xor"), "is not aes-128-ctr");
  names(replaced(good, "pbkdf2", "none"), "scrypt and pbkdf2 are known");
  names(replaced(good, R"("iv":"16)", R"("iv":"zz)"), "is not hex");
  names(replaced(good, "325c06", "325c07"), "the password does not open it");
  names(replaced(good, "\"crypto\"", "\"Crypto\""), "keystore /crypto");
  CHECK(opened_wallet(good, "correct horse").find("does not open it") != std::string::npos);
  CHECK(opened_wallet(good, "\xff").find("is not UTF-8") != std::string::npos);
}
