// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "oracle/wallet/signer.hpp"

namespace apsis {

/// What `wallet import` is asked for.
struct WalletImportCall {
  std::filesystem::path from;           ///< the official client's wallet or a keystore, or empty
  std::filesystem::path from_password;  ///< its password
  std::filesystem::path words;          ///< the words of a seed instead, on one line
  std::string path;                     ///< where the key lies below the words' seed, with %d
  std::uint64_t index = 0;
  std::filesystem::path to;           ///< the keystore to write
  std::filesystem::path to_password;  ///< the password to lock it with
  std::optional<Bytes20> address;     ///< whose key it must be; needed with words
};

/// Opens the wallet or asks the remote signer, and prints whose key it is. Errors of Signer::open;
/// `mismatch` if the signer does not have the key.
Expected<int> run_wallet_status(const WalletSource& source);

/// Takes the member's key alone out of another wallet and writes it as a keystore of version 3 with
/// mode 0600, which is opened again before anything is printed. Never writes over a file. `usage`
/// for a call that does not fit together and for another key than the address's.
Expected<int> run_wallet_import(const WalletImportCall& call);

}  // namespace apsis
