// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/net/http_client.hpp"
#include "oracle/wallet/transaction.hpp"

namespace apsis {

/// How long a remote signer may take: somebody may have to press a button.
inline constexpr std::chrono::seconds remote_signer_patience{120};
/// Most bytes of a remote signer's answer.
inline constexpr std::uint64_t max_signer_answer_bytes = std::uint64_t{1} << 20;

/// A service that keeps the key and signs over JSON-RPC: eth_signTransaction as Web3Signer has it,
/// account_signTransaction (Clef) where the first is not known. One call at a time.
class RemoteSigner {
 public:
  /// `bearer`, if any, goes with each request as an Authorization header.
  RemoteSigner(Url url, const Bytes20& address, std::string bearer = {});

  const Bytes20& address() const { return address_; }
  /// The signed transaction, decoded and compared with what was asked, field by field, and its
  /// signer with the address. `mismatch` if it is another one, `unavailable` if the service does
  /// not answer or refuses, `decode` if its answer is not of the form.
  Expected<SignedTransaction> sign(const Transaction& transaction);
  /// The accounts that the service has keys of. Errors as of sign.
  Expected<std::vector<Bytes20>> accounts();

 private:
  Expected<std::string> request(const std::string& method, const std::string& params);
  std::string place() const;

  std::unique_ptr<HttpClient> client_;
  Bytes20 address_;
  std::string bearer_;
};

}  // namespace apsis
