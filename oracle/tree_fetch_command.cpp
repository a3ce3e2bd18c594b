// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree_fetch_command.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/hex.hpp"
#include "core/net/url.hpp"
#include "oracle/chain/download.hpp"
#include "oracle/state/text_file.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/tree_file.hpp"

namespace apsis {

namespace {

/// What a mirror gave, and what it says.
struct Fetched {
  std::string content;  ///< without a wrapping of zstd
  RewardsFile file;
};

/// The file of one mirror, if it is the one that is asked for.
Expected<Fetched> fetch_from(const TreeFetchCall& call, const std::string& url) {
  Expected<std::string> packed = download(url);
  if (!packed) return std::unexpected(packed.error());
  Expected<std::string> content = unpacked(std::move(*packed));
  if (!content) return std::unexpected(content.error());
  Expected<RewardsFile> file = read_any_rewards_file(*content);
  if (!file) return std::unexpected(file.error());
  if (file->header.index != call.index || file->header.network != call.network)
    return fail(ErrorKind::mismatch,
                fmt::format("is of {} interval {}", file->header.network, file->header.index));
  if (auto ok = verify_rewards_file(*file); !ok) return std::unexpected(ok.error());
  if (auto ok = check_root(call.root, *file); !ok) return std::unexpected(ok.error());
  return Fetched{std::move(*content), std::move(*file)};
}

/// Names are put into URLs and paths: no more than the published ones need.
bool is_network_name(const std::string& name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Expected<void> check_call(const TreeFetchCall& call) {
  if (!call.root.given())
    return fail(ErrorKind::usage, "needs --root or --execution", "tree fetch",
                "published files are not believed without a root");
  if (!is_network_name(call.network))
    return fail(ErrorKind::usage, "is not a network's name", "--network", "for example mainnet");
  return check_root_source(call.root);
}

Expected<void> write_fetched(const TreeFetchCall& call, const Fetched& fetched,
                             const std::string& url) {
  const bool is_json = fetched.content.starts_with("{");
  const std::string name = rewards_file_name(call.network, call.index, is_json ? "json" : "ssz");
  std::error_code failed;
  std::filesystem::create_directories(call.out, failed);
  if (failed) return fail(ErrorKind::unavailable, failed.message(), call.out.string());
  if (auto ok = write_text_file(call.out / name, fetched.content); !ok) return ok;
  fmt::print("wrote {}, root {}, from {}\n", (call.out / name).string(),
             to_hex(fetched.file.merkle_root), parse_url(url)->redacted());
  return {};
}

}  // namespace

Expected<int> run_tree_fetch(const TreeFetchCall& call) {
  if (auto ok = check_call(call); !ok) return std::unexpected(ok.error());
  const auto mirrors = parse_mirrors(call.mirrors);
  if (!mirrors) return std::unexpected(mirrors.error());
  const std::string name = rewards_file_name(call.network, call.index, "json");
  ErrorKind worst = ErrorKind::unavailable;
  for (const std::string& mirror : *mirrors) {
    const std::string url = mirror_url(mirror, call.network, name);
    const Expected<Fetched> fetched = fetch_from(call, url);
    if (fetched) {
      if (auto ok = write_fetched(call, *fetched, url); !ok) return std::unexpected(ok.error());
      return 0;
    }
    spdlog::warn("{}: {}", parse_url(url)->redacted(), fetched.error().text());
    if (exit_status(fetched.error().kind) < exit_status(worst)) worst = fetched.error().kind;
  }
  return fail(worst, fmt::format("no mirror has {} with the right root", name), "tree fetch",
              "try other mirrors with --from");
}

}  // namespace apsis
