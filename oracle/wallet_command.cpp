// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <limits>

#include "core/hex.hpp"
#include "oracle/wallet/key_derivation.hpp"
#include "oracle/wallet/keystore_v3.hpp"
#include "oracle/wallet/secret_file.hpp"
#include "oracle/wallet/smartnode_wallet.hpp"

namespace apsis {

namespace {

constexpr std::size_t min_password_bytes = 12;

Expected<PrivateKey> key_of_words(const WalletImportCall& call) {
  if (!call.address)
    return fail(ErrorKind::usage, "needs the address that the words belong to", "wallet import",
                "give --voter: only the address shows that no word is wrong");
  if (call.index > std::numeric_limits<std::int32_t>::max())
    return fail(ErrorKind::usage, "is too large", "--wallet-index");
  if (const auto steps = parse_derivation_path(call.path); !steps)
    return fail(ErrorKind::usage, steps.error().what, "--wallet-path", steps.error().remedy);
  const Expected<LockedBytes> words = read_password_file(call.words);
  if (!words) return std::unexpected(words.error());
  const Expected<LockedBytes> seed = seed_of_words(words->view());
  if (!seed) return std::unexpected(within(call.words.string(), seed.error()));
  return node_key_of_seed(seed->view(), call.path, static_cast<std::uint32_t>(call.index));
}

Expected<PrivateKey> imported_key(const WalletImportCall& call) {
  if (call.from.empty() == call.words.empty())
    return fail(ErrorKind::usage, "takes a wallet or words, one of them", "wallet import",
                "give --from-wallet FILE --from-password FILE, or --words FILE");
  Expected<PrivateKey> key =
      call.from.empty() ? key_of_words(call) : open_wallet_file(call.from, call.from_password);
  if (key && call.address && key->address() != *call.address)
    return fail(ErrorKind::usage, "the key is that of " + to_hex(key->address()), "wallet import",
                "check wallet or words, path and index: it should be " + to_hex(*call.address));
  return key;
}

}  // namespace

Expected<int> run_wallet_status(const WalletSource& source) {
  if (source.is_none()) {
    std::cout << "no wallet: votes are computed, compared and shown, and none is sent\n";
    return 0;
  }
  Expected<Signer> signer = Signer::open(source);
  if (!signer) return std::unexpected(signer.error());
  if (RemoteSigner* remote = signer->remote()) {
    const auto accounts = remote->accounts();
    if (!accounts) return std::unexpected(accounts.error());
    if (std::ranges::find(*accounts, signer->address()) == accounts->end())
      return fail(
          ErrorKind::mismatch,
          fmt::format("has {} keys, and none of {}", accounts->size(), to_hex(signer->address())),
          "remote signer", "give it the key, or name another voter");
  }
  std::cout << fmt::format("{} by {}\n", to_hex(signer->address()),
                           source.file.empty() ? "a remote signer" : source.file.string());
  return 0;
}

Expected<int> run_wallet_import(const WalletImportCall& call) {
  if (call.to.empty() || call.to_password.empty())
    return fail(ErrorKind::usage, "needs a file to write and one with its password",
                "wallet import", "give --wallet FILE --wallet-password FILE");
  const Expected<PrivateKey> key = imported_key(call);
  if (!key) return std::unexpected(key.error());
  const Expected<LockedBytes> password = read_password_file(call.to_password);
  if (!password) return std::unexpected(password.error());
  if (password->size() < min_password_bytes)
    return fail(ErrorKind::usage, fmt::format("has fewer than {} bytes", min_password_bytes),
                call.to_password.string(), "take a longer password");
  const Expected<std::string> text = write_keystore_v3(*key, password->view());
  if (!text) return std::unexpected(text.error());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text->data());
  if (auto written = write_secret_file(call.to, {bytes, text->size()}); !written)
    return std::unexpected(written.error());
  const Expected<PrivateKey> back = open_wallet_file(call.to, call.to_password);
  if (!back || back->address() != key->address())
    return fail(ErrorKind::mismatch, "does not open again", call.to.string(),
                "check the disk, and import again");
  std::cout << fmt::format("{}: the key of {}\n", call.to.string(), to_hex(key->address()));
  return 0;
}

}  // namespace apsis
