// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/consensus/network_types.hpp"

#include "indexer/decode/preset.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t sync_committee_subnet_count = 4;

}  // namespace

template <class P>
const SszType* network_type(SszTypes& own, const ForkTypes& types, std::string_view name) {
  const SszType* u64 = own.uint(8);
  const SszType* b32 = own.byte_vector(32);
  const SszType* b96 = own.byte_vector(96);
  own.container("Eth1Block", {{"timestamp", u64}, {"deposit_root", b32}, {"deposit_count", u64}});
  if (types.fork() >= Fork::altair) {
    own.container(
        "SyncCommitteeMessage",
        {{"slot", u64}, {"beacon_block_root", b32}, {"validator_index", u64}, {"signature", b96}});
    own.container("SyncAggregatorSelectionData", {{"slot", u64}, {"subcommittee_index", u64}});
    const SszType* bits = own.bitvector(P::sync_committee_size / sync_committee_subnet_count);
    const SszType* contribution =
        own.container("SyncCommitteeContribution", {{"slot", u64},
                                                    {"beacon_block_root", b32},
                                                    {"subcommittee_index", u64},
                                                    {"aggregation_bits", bits},
                                                    {"signature", b96}});
    const SszType* proof = own.container(
        "ContributionAndProof",
        {{"aggregator_index", u64}, {"contribution", contribution}, {"selection_proof", b96}});
    own.container("SignedContributionAndProof", {{"message", proof}, {"signature", b96}});
  }
  if (types.fork() >= Fork::deneb) {
    own.container("BlobIdentifier", {{"block_root", b32}, {"index", u64}});
  }
  return own.find(name);
}

template const SszType* network_type<MainnetPreset>(SszTypes&, const ForkTypes&, std::string_view);
template const SszType* network_type<MinimalPreset>(SszTypes&, const ForkTypes&, std::string_view);
template const SszType* network_type<GnosisPreset>(SszTypes&, const ForkTypes&, std::string_view);

}  // namespace apsis
