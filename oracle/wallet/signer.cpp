// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/signer.hpp"

#include "core/hex.hpp"
#include "oracle/wallet/keystore_v3.hpp"
#include "oracle/wallet/secret_file.hpp"
#include "oracle/wallet/smartnode_wallet.hpp"

namespace apsis {

namespace {

Expected<Signer> open_remote(const WalletSource& source) {
  if (!source.address)
    return fail(ErrorKind::usage, "needs the address to sign for", "remote signer",
                "give --voter 0x…");
  Expected<Url> url = parse_url(source.remote_url);
  if (!url) return std::unexpected(within("remote signer", url.error()));
  if (!url->user.empty() || !url->password.empty())
    return fail(ErrorKind::usage, "its address has a password in it", "remote signer",
                "put a token into a file and name it with --remote-signer-token");
  std::string bearer;
  if (!source.remote_token_file.empty()) {
    const Expected<LockedBytes> token = read_password_file(source.remote_token_file);
    if (!token) return std::unexpected(token.error());
    bearer.assign(token->view().begin(), token->view().end());
  }
  return Signer(RemoteSigner(std::move(*url), *source.address, std::move(bearer)));
}

}  // namespace

Expected<PrivateKey> open_wallet_file(const std::filesystem::path& file,
                                      const std::filesystem::path& password_file) {
  if (password_file.empty())
    return fail(ErrorKind::usage, "needs a file with its password", file.string(),
                "give --wallet-password FILE");
  const Expected<LockedBytes> content = read_secret_file(file);
  if (!content) return std::unexpected(content.error());
  const Expected<KeystoreFields> fields = KeystoreFields::parse(content->view());
  if (!fields) return std::unexpected(within(file.string(), fields.error()));
  const Expected<LockedBytes> password = read_password_file(password_file);
  if (!password) return std::unexpected(password.error());
  const Expected<std::uint64_t> version = fields->number("/version");
  Expected<PrivateKey> key = version && *version == 3
                                 ? open_keystore_v3(*fields, password->view())
                                 : open_smartnode_wallet(*fields, password->view());
  if (!key) return std::unexpected(within(file.string(), key.error()));
  return key;
}

Expected<Signer> Signer::open(const WalletSource& source) {
  if (source.file.empty() == source.remote_url.empty())
    return fail(ErrorKind::usage, "takes a wallet file or a remote signer, one of them", "wallet");
  if (source.file.empty()) return open_remote(source);
  Expected<PrivateKey> key = open_wallet_file(source.file, source.password_file);
  if (!key) return std::unexpected(key.error());
  if (source.address && *source.address != key->address())
    return fail(ErrorKind::usage, "has the key of " + to_hex(key->address()), source.file.string(),
                "give the wallet of " + to_hex(*source.address));
  return Signer(std::move(*key));
}

const Bytes20& Signer::address() const {
  return std::visit([](const auto& way) -> const Bytes20& { return way.address(); }, way_);
}

Expected<SignedTransaction> Signer::sign(const Transaction& transaction) {
  if (RemoteSigner* remote_way = remote()) return remote_way->sign(transaction);
  const PrivateKey& key = std::get<PrivateKey>(way_);
  const Expected<Signature> signature = key.sign(signing_hash(transaction));
  if (!signature) return std::unexpected(signature.error());
  return with_signature(transaction, *signature, key.address());
}

}  // namespace apsis
