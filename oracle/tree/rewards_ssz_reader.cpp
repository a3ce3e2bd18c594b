// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "core/endian.hpp"
#include "core/hex.hpp"
#include "oracle/state/json_reader.hpp"
#include "oracle/tree/file_time.hpp"
#include "oracle/tree/rewards_ssz.hpp"
#include "oracle/tree/rewards_ssz_layout.hpp"
#include "oracle/tree/rewards_tree.hpp"

namespace apsis {

namespace {

/// Takes values one after the other; the caller has checked that they are there. The first value
/// that cannot be is kept.
class Cursor {
 public:
  Cursor(ByteSpan bytes, std::size_t at) : bytes_(bytes), at_(at) {}

  std::uint64_t number() { return load_le<std::uint64_t>(take(8)); }
  template <std::size_t N>
  std::array<std::uint8_t, N> array() {
    return to_array<N>(ByteSpan(take(N), N));
  }
  uint256 big() { return uint256_from_le(ByteSpan(take(32), 32)); }
  uint256 amount() {
    const std::size_t from = at_;
    uint256 value = big();
    if ((value >> max_amount_bits) != 0 && !too_large_at_) too_large_at_ = from;
    return value;
  }

  Expected<void> check() const {
    if (!too_large_at_) return {};
    return fail(ErrorKind::decode, "amount is larger than any that exists (2^96 wei)",
                fmt::format("byte {}", *too_large_at_));
  }

 private:
  const std::uint8_t* take(std::size_t count) {
    const std::uint8_t* out = bytes_.data() + at_;
    at_ += count;
    return out;
  }

  ByteSpan bytes_;
  std::size_t at_;
  std::optional<std::size_t> too_large_at_;
};

Expected<std::string> time_text(std::uint64_t seconds, const char* name) {
  const auto time = static_cast<std::int64_t>(seconds);
  if (is_file_time(time)) return rfc3339_time(time);
  return fail(ErrorKind::decode, "is no time of the years 0 to 9999", name);
}

Expected<void> read_header(Cursor& in, RewardsFile& file, const RewardsSszLayout& layout) {
  FileHeader& header = file.header;
  header.version = in.number();
  if (header.version != layout.file_version)
    return fail(ErrorKind::decode,
                fmt::format("is {}, but the magic is that of version {}", header.version,
                            layout.file_version),
                "rewardsFileVersion (byte 4)");
  header.ruleset = in.number();
  if (header.ruleset < first_ruleset_with_ssz_layout)
    return fail(ErrorKind::decode, "rulesets before 9 have no SSZ form",
                "rulesetVersion (byte 12)");
  header.network = network_of_chain(in.number());
  header.index = in.number();
  Expected<std::string> start = time_text(in.number(), "startTime (byte 36)");
  if (!start) return std::unexpected(start.error());
  Expected<std::string> end = time_text(in.number(), "endTime (byte 44)");
  if (!end) return std::unexpected(end.error());
  header.start_time = std::move(*start);
  header.end_time = std::move(*end);
  header.consensus_start_block = in.number();
  header.consensus_end_block = in.number();
  header.execution_start_block = in.number();
  header.execution_end_block = in.number();
  file.intervals_passed = in.number();
  file.merkle_root = in.array<32>();
  for (std::size_t i = 0; i < layout.totals; ++i) {
    // A weight is ETH scaled by up to about 200 and summed: it has its own range.
    const auto total = ssz_totals()[i];
    const bool is_weight = total == &RewardsTotals::node_weight;
    file.totals.*total = is_weight ? in.big() : in.amount();
  }
  return in.check();
}

/// Checks the two offsets and gives the byte at which the nodes begin.
Expected<std::size_t> nodes_offset(ByteSpan bytes, const RewardsSszLayout& layout) {
  const std::size_t at = layout.offsets_at();
  const std::size_t networks = load_le<std::uint32_t>(bytes.data() + at);
  const std::size_t nodes = load_le<std::uint32_t>(bytes.data() + at + 4);
  if (networks != layout.fixed_bytes())
    return fail(ErrorKind::decode,
                fmt::format("offset is {}, not {}", networks, layout.fixed_bytes()),
                fmt::format("networkRewards (byte {})", at));
  if (nodes < networks || nodes > bytes.size())
    return fail(ErrorKind::decode, fmt::format("offset {} lies outside the file", nodes),
                fmt::format("nodeRewards (byte {})", at + 4));
  if ((nodes - networks) % RewardsSszLayout::network_bytes != 0 ||
      (nodes - networks) / RewardsSszLayout::network_bytes > RewardsSszLayout::max_networks)
    return fail(ErrorKind::decode, "is not a list of at most 128 whole entries",
                fmt::format("networkRewards (byte {})", networks));
  if ((bytes.size() - nodes) % layout.node_bytes() != 0)
    return fail(ErrorKind::decode, "is not a list of whole entries",
                fmt::format("nodeRewards (byte {})", nodes));
  return nodes;
}

Expected<void> read_networks(ByteSpan bytes, std::size_t from, std::size_t to, RewardsFile& file) {
  Cursor in(bytes, from);
  for (; from < to; from += RewardsSszLayout::network_bytes) {
    RewardsFileNetwork network;
    network.id = in.number();
    for (const auto amount : ssz_network_amounts()) network.amounts.*amount = in.amount();
    if (!file.networks.empty() && file.networks.back().id > network.id)
      return fail(ErrorKind::mismatch, "unsorted: the entry before has a greater id",
                  fmt::format("/networkRewards/{}", network.id));
    file.networks.push_back(network);
  }
  return in.check();
}

Expected<void> read_nodes(ByteSpan bytes, std::size_t from, const RewardsSszLayout& layout,
                          RewardsFile& file) {
  Cursor in(bytes, from);
  for (; from < bytes.size(); from += layout.node_bytes()) {
    RewardsFileNode node;
    node.address = in.array<20>();
    node.amounts.network = in.number();
    for (std::size_t i = 0; i < layout.amounts; ++i)
      node.amounts.*ssz_node_amounts()[i] = in.amount();
    file.nodes.push_back(std::move(node));
  }
  return in.check();
}

Expected<void> add_proofs(RewardsFile& file) {
  std::vector<Bytes32> leaves;
  for (const RewardsFileNode& node : file.nodes)
    leaves.push_back(rewards_leaf_hash(file.header.version, node.address, node.amounts));
  const Expected<RewardsTree> tree = RewardsTree::build(leaves);
  if (!tree) return std::unexpected(within("/nodeRewards", tree.error()));
  if (file.merkle_root == Bytes32{}) file.merkle_root = tree->root();
  if (file.merkle_root != tree->root())
    return fail(ErrorKind::mismatch,
                fmt::format("is {}, but the entries give {}", to_hex(file.merkle_root),
                            to_hex(tree->root())),
                "/merkleRoot");
  for (std::size_t i = 0; i < leaves.size(); ++i) file.nodes[i].proof = *tree->proof(leaves[i]);
  return {};
}

const RewardsSszLayout* layout_of(ByteSpan bytes) {
  for (const RewardsSszLayout& layout : rewards_ssz_layouts)
    if (bytes.size() >= 4 && std::ranges::equal(bytes.first(4), layout.magic)) return &layout;
  return nullptr;
}

}  // namespace

bool is_rewards_ssz(ByteSpan bytes) {
  return layout_of(bytes) != nullptr;
}

Expected<RewardsFile> read_rewards_ssz(ByteSpan bytes) {
  const RewardsSszLayout* layout = layout_of(bytes);
  if (layout == nullptr)
    return fail(ErrorKind::decode, "is not \"RPRT\" or \"RPRU\"", "magic (byte 0)");
  if (bytes.size() < layout->fixed_bytes())
    return fail(ErrorKind::decode, fmt::format("is cut off: {} bytes", bytes.size()));
  RewardsFile file;
  file.states_treasury_share = layout->file_version < first_version_with_voter_share;
  Cursor in(bytes, 4);
  if (auto ok = read_header(in, file, *layout); !ok) return std::unexpected(ok.error());
  const Expected<std::size_t> nodes = nodes_offset(bytes, *layout);
  if (!nodes) return std::unexpected(nodes.error());
  if (auto ok = read_networks(bytes, layout->fixed_bytes(), *nodes, file); !ok)
    return std::unexpected(ok.error());
  if (auto ok = read_nodes(bytes, *nodes, *layout, file); !ok) return std::unexpected(ok.error());
  if (auto ok = check_entry_order(file); !ok) return std::unexpected(ok.error());
  if (auto ok = add_proofs(file); !ok) return std::unexpected(ok.error());
  return file;
}

}  // namespace apsis
