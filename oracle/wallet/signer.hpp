// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "core/error.hpp"
#include "oracle/wallet/remote_signer.hpp"

namespace apsis {

/// Where a member's key is: a wallet file with its password, or a remote signer.
struct WalletSource {
  std::filesystem::path file{};  ///< the official client's wallet or a keystore v3
  std::filesystem::path password_file{};
  std::string remote_url{};                   ///< without user and password
  std::filesystem::path remote_token_file{};  ///< a bearer token; may be empty
  std::optional<Bytes20> address{};           ///< the voter; needed for a remote signer

  /// Neither is named: the program only observes.
  bool is_none() const { return file.empty() && remote_url.empty(); }
};

/// Signs transactions with a key of its own or through a service.
class Signer {
 public:
  /// Opens what `source` names. `usage` if it names both or neither, or leaves out what it takes,
  /// or if the key is not the one of `source.address`; else as the formats say.
  static Expected<Signer> open(const WalletSource& source);

  explicit Signer(PrivateKey key) : way_(std::move(key)) {}
  explicit Signer(RemoteSigner remote) : way_(std::move(remote)) {}

  const Bytes20& address() const;
  Expected<SignedTransaction> sign(const Transaction& transaction);
  /// The remote signer, or null.
  RemoteSigner* remote() { return std::get_if<RemoteSigner>(&way_); }

 private:
  std::variant<PrivateKey, RemoteSigner> way_;
};

/// Opens a wallet file of either format with the password of another file.
Expected<PrivateKey> open_wallet_file(const std::filesystem::path& file,
                                      const std::filesystem::path& password_file);

}  // namespace apsis
