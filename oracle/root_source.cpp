// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/root_source.hpp"

#include <fmt/format.h>

#include "core/hex.hpp"
#include "oracle/chain/rewards_root.hpp"

namespace apsis {

namespace {

Expected<Bytes20> storage_of(const RootSource& source, const RewardsFile& file) {
  const auto address = source.storage.empty() ? rocket_storage_of(file.header.network)
                                              : array_from_hex<20>(source.storage);
  if (address) return *address;
  return fail(ErrorKind::usage,
              "RocketStorage's address is not known for network " + file.header.network,
              "--rocket-storage", "give the address");
}

Expected<Bytes32> wanted_root(const RootSource& source, const RewardsFile& file) {
  if (!source.root.empty()) return *array_from_hex<32>(source.root);
  const Expected<Bytes20> storage = storage_of(source, file);
  if (!storage) return std::unexpected(storage.error());
  JsonRpc node(*parse_url(source.execution));
  const auto root = rewards_root_on_chain(node, *storage, file.header.index);
  if (!root) return std::unexpected(root.error());
  if (*root) return **root;
  return fail(ErrorKind::mismatch,
              fmt::format("the chain has no root for interval {}", file.header.index), "/index",
              "check that node and file are of the same network");
}

}  // namespace

Expected<void> check_root_source(const RootSource& source) {
  if (!source.root.empty() && !source.execution.empty())
    return fail(ErrorKind::usage, "give --root or --execution, not both");
  if (!source.root.empty() && !array_from_hex<32>(source.root))
    return fail(ErrorKind::usage, "is not a root (32 bytes in hex)", "--root");
  if (!source.storage.empty() && !array_from_hex<20>(source.storage))
    return fail(ErrorKind::usage, "is not an address (20 bytes in hex)", "--rocket-storage");
  if (source.execution.empty()) return {};
  if (const auto url = parse_url(source.execution); !url) return std::unexpected(url.error());
  return {};
}

Expected<void> check_root(const RootSource& source, const RewardsFile& file) {
  if (!source.given()) return {};
  const Expected<Bytes32> wanted = wanted_root(source, file);
  if (!wanted) return std::unexpected(wanted.error());
  if (*wanted == file.merkle_root) return {};
  return fail(ErrorKind::mismatch,
              fmt::format("is {}, but {} {}", to_hex(file.merkle_root),
                          source.root.empty() ? "the chain has" : "--root is", to_hex(*wanted)),
              "/merkleRoot");
}

}  // namespace apsis
