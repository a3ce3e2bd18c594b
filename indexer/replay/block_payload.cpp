// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/check.hpp"
#include "core/hex.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/accessors.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/payload_header.hpp"

namespace apsis {

bool is_execution_enabled(const BeaconState& state, const SszView& body) {
  if (state.fork < Fork::bellatrix) return false;
  if (state.fork >= Fork::capella || !state.latest_execution_payload_header.is_default) return true;
  return !is_default(body.field("execution_payload"));
}

template <class P>
Expected<void> process_execution_payload(Replay<P>& run, const SszView& body) {
  constexpr const char* here = "process_execution_payload";
  BeaconState& state = run.state;
  const SszView payload = body.field("execution_payload");
  const bool merged =
      state.fork >= Fork::capella || !state.latest_execution_payload_header.is_default;
  const Bytes32 parent = payload.field("parent_hash").as_bytes<32>();
  if (merged && parent != state.latest_execution_payload_header.block_hash) {
    return refuse(here, "the payload's parent " + to_hex(parent) +
                            " is not the latest execution block " +
                            to_hex(state.latest_execution_payload_header.block_hash));
  }
  if (payload.field("prev_randao").as_bytes<32>() !=
      get_randao_mix<P>(state, run.current_epoch())) {
    return refuse(here, "prev_randao is not the state's mix");
  }
  const std::uint64_t time = state.genesis_time + state.slot * run.config->slot_duration_ms / 1000;
  if (payload.field("timestamp").as_u64() != time) {
    return refuse(here, "timestamp " + std::to_string(payload.field("timestamp").as_u64()) +
                            " instead of " + std::to_string(time));
  }
  if (body.has("blob_kzg_commitments")) {
    const std::size_t blobs = body.field("blob_kzg_commitments").size();
    const std::uint64_t most = run.config->max_blobs_at(run.current_epoch(), state.fork);
    if (blobs > most) {
      return refuse(here,
                    std::to_string(blobs) + " blobs, more than the limit " + std::to_string(most));
    }
  }
  const SszType& header_type = (*run.types)[state.fork]["ExecutionPayloadHeader"];
  const Bytes header = header_of_payload(payload, header_type);
  CHECK(check_ssz(header_type, header).has_value());
  state.latest_execution_payload_header.set(SszView(header_type, header));
  return {};
}

template Expected<void> process_execution_payload(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_execution_payload(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_execution_payload(Replay<GnosisPreset>&, const SszView&);

}  // namespace apsis
