// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/head_run.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/hex.hpp"
#include "indexer/replay/fork_digest.hpp"

namespace apsis {

std::filesystem::path state_folder(const std::string& wanted, const std::string& database) {
  constexpr std::string_view embedded = "embedded:";
  if (wanted == "off") return {};
  if (!wanted.empty()) return wanted;
  if (!database.starts_with(embedded)) return "apsis-states";
  std::string folder = database.substr(embedded.size());
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  return folder + "-states";
}

Expected<StoredBranch> compare_branch(Store& store, HeadChain& chain, const BlockRoot& block_root) {
  StoredBranch out;
  const auto cursor = store.cursor();
  if (!cursor) return std::unexpected(cursor.error());
  if (!*cursor) return out;
  out.wanted_epoch = (*cursor)->last_epoch.value + 1;
  const auto open = store.not_final();
  if (!open) return std::unexpected(open.error());
  // What lies before an epoch that holds, holds.
  for (auto epoch = open->rbegin(); epoch != open->rend(); ++epoch) {
    if (Slot(epoch->proof_slot) <= chain.view().head_slot) {
      const auto block = chain.block_at(Slot(epoch->proof_slot));
      if (!block) return std::unexpected(block.error());
      if (*block) {
        const auto root = block_root(**block);
        if (!root) return std::unexpected(root.error());
        if (*root == epoch->proof_block_root) break;
      }
    }
    out.wanted_epoch = epoch->epoch.value;
    out.common_slot = epoch->proof_slot - 1;
  }
  return out;
}

std::vector<StartPoint> head_starts(const StartPoint& first, const std::optional<Cursor>& cursor,
                                    const StoredBranch& branch, std::uint64_t slots_per_epoch) {
  if (!cursor) return {first};
  std::vector<StartPoint> out;
  const std::uint64_t wanted = branch.wanted_epoch.value_or(0);
  if (wanted > 0) out.push_back({StartPoint::Kind::slot, Slot(wanted * slots_per_epoch - 1)});
  if (cursor->anchor_slot == 0) {
    out.push_back({StartPoint::Kind::genesis, {}});
  } else {
    out.push_back({StartPoint::Kind::slot, Slot(cursor->anchor_slot)});
  }
  return out;
}

HeadRun::HeadRun(HeadChain& chain, Store& store, RunReport& report, StateShelf& shelf,
                 const StoredBranch& branch, BlockRoot block_root, std::stop_token stop,
                 bool until_final, std::optional<std::uint64_t> to_slot)
    : chain_(chain),
      store_(store),
      report_(report),
      shelf_(shelf),
      branch_(branch),
      block_root_(std::move(block_root)),
      next_epoch_(branch.wanted_epoch),
      stop_(std::move(stop)),
      until_final_(until_final),
      to_slot_(to_slot) {}

Expected<void> HeadRun::started(const PipelineStart& start) {
  report_.started(start);
  if (auto ok = store_.put_chain(chain_identity(start)); !ok) return ok;
  const auto digest = compute_fork_digest(*start.config, start.genesis.genesis_validators_root,
                                          start.anchor_slot / start.slots_per_epoch);
  spdlog::info("replaying {} from slot {}, fork digest {}", start.config->config_name,
               start.anchor_slot, to_hex(digest));
  if (!branch_.common_slot) return {};
  spdlog::warn("the chain left what came after slot {} while this program did not run",
               *branch_.common_slot);
  const auto dropped = store_.drop_proven_after(*branch_.common_slot);
  return dropped ? Expected<void>{} : std::unexpected(dropped.error());
}

Expected<void> HeadRun::epoch_proven(const EpochRecord& record) {
  if (next_epoch_ && record.epoch > *next_epoch_) {
    return fail(ErrorKind::mismatch,
                fmt::format("epoch {} was to be stored where {} is missing", record.epoch.value,
                            next_epoch_->value),
                "follow", "Start again: the run goes back to the missing epoch");
  }
  const auto put = store_.put_epoch(record);
  if (!put) return std::unexpected(put.error());
  next_epoch_ = std::max(next_epoch_.value_or(Epoch(0)), Epoch(record.epoch.value + 1));
  report_.epoch_proven(record);
  spdlog::info("epoch {} proven by the state root of slot {} and stored{}", record.epoch.value,
               record.proof_slot, record.finalized ? "" : ", not final yet");
  return {};
}

Expected<Horizon> HeadRun::look(std::chrono::milliseconds longest) {
  const auto view = chain_.look(stop_, longest);
  if (!view) return std::unexpected(view.error());
  Horizon out;
  out.last_slot = until_final_ ? view->finalized_slot.value : view->head_slot.value;
  out.finalized_slot = view->finalized_slot.value;
  if (view->common_slot) out.common_slot = view->common_slot->value;
  report_.target(std::min(to_slot_.value_or(*out.last_slot), *out.last_slot));
  report_.chain_seen(view->head_slot.value, view->finalized_slot.value);
  for (const NodeReport& node : chain_.node_report()) report_.node_seen(node);
  report_.states_kept(shelf_.counts());
  return out;
}

Expected<std::optional<std::uint64_t>> HeadRun::rewound(std::uint64_t common, std::uint64_t last) {
  if (last > common) {
    spdlog::warn("reorganisation: the blocks of slots {} to {} lost", common + 1, last);
    report_.reorganised(last - common);
  }
  auto forgotten = forget_after(common);
  if (!forgotten) return forgotten;
  // Of rows that an earlier run stored only the proofs that were asked for are known to the chain.
  const auto branch = compare_branch(store_, chain_, block_root_);
  if (!branch) return std::unexpected(branch.error());
  if (!branch->common_slot) return forgotten;
  const auto more = forget_after(*branch->common_slot);
  return !more || *more ? more : forgotten;
}

/// Gives the first epoch that was proven after a slot and is stored no longer.
Expected<std::optional<std::uint64_t>> HeadRun::forget_after(std::uint64_t slot) {
  const auto dropped = store_.drop_proven_after(slot);
  if (!dropped) return std::unexpected(dropped.error());
  if (!*dropped) return std::nullopt;
  next_epoch_ = **dropped;
  spdlog::info("epoch {} and what came after it will be proven anew", (*dropped)->value);
  return (*dropped)->value;
}

Expected<void> HeadRun::finalized(std::uint64_t slot) {
  const auto marked = store_.mark_final(slot);
  if (!marked) return std::unexpected(marked.error());
  if (*marked != 0) spdlog::info("final up to slot {}: {} more epochs", slot, *marked);
  return {};
}

PipelineHooks HeadRun::hooks() {
  return {
      .started = [this](const PipelineStart& start) { return started(start); },
      .epoch_proven = [this](const EpochRecord& record) { return epoch_proven(record); },
      .slot_done = [this](std::uint64_t slot, bool empty) { report_.slot_done(slot, empty); },
      .horizon = [this](std::chrono::milliseconds longest) { return look(longest); },
      .rewound = [this](std::uint64_t common, std::uint64_t last) { return rewound(common, last); },
      .finalized = [this](std::uint64_t slot) { return finalized(slot); }};
}

}  // namespace apsis
