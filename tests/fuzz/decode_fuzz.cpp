// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <vector>

#include "indexer/decode/fork_types.hpp"
#include "indexer/decode/preset.hpp"
#include "tests/fuzz/coverage.hpp"
#include "tests/fuzz/fuzz_driver.hpp"
#include "tests/indexer/decode/ssz_builder.hpp"

namespace {

using namespace apsis;

/// Most inputs that are kept because they reached new code.
constexpr std::size_t max_corpus = 4096;

struct Sample {
  const SszType* type;
  Bytes bytes;
};

/// A block with an element in every list, so that all kinds of parts can be damaged.
Bytes full_block(const ForkTypes& types) {
  SszBuilder block(types["SignedBeaconBlock"]);
  SszBuilder& body = block["message"]["body"];
  for (const SszField& field : types["BeaconBlockBody"].fields) {
    if (field.type->kind == SszKind::list) body[field.name].add();
  }
  if (types["BeaconBlockBody"].field_index("execution_payload") >= 0) {
    SszBuilder& payload = body["execution_payload"];
    payload["transactions"].add().set(Bytes(300, 1));
    payload["extra_data"].set(Bytes(5, 2));
  }
  return block.write();
}

std::vector<Sample> first_corpus(const std::vector<ForkTypes>& forks) {
  std::vector<Sample> out;
  for (const ForkTypes& types : forks) {
    SszBuilder state(types["BeaconState"]);
    for (int i = 0; i < 3; ++i) state["validators"].add();
    out.push_back({&types["BeaconState"], state.write()});
    out.push_back({&types["SignedBeaconBlock"], full_block(types)});
  }
  return out;
}

/// Decodes, and walks all of what was accepted.
void decode_whole(const SszType& type, ByteSpan bytes) {
  if (!check_ssz(type, bytes)) return;
  const SszView view(type, bytes);
  hash_tree_root(view);
  is_default(view);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<ForkTypes> forks;
  forks.reserve(fork_count);
  for (const Fork fork : {Fork::phase0, Fork::altair, Fork::deneb, Fork::fulu}) {
    forks.push_back(ForkTypes::make<MinimalPreset>(fork, ChainConfig{}));
  }
  std::vector<Sample> corpus = first_corpus(forks);
  for (const Sample& sample : corpus) decode_whole(*sample.type, sample.bytes);
  const std::size_t first_edges = edges_reached();
  const int status = fuzz(argc, argv, "decode", [&](FuzzRandom& random) {
    Sample sample = corpus[random() % corpus.size()];
    mutate(sample.bytes, random, true);
    watch_input("decode", sample.bytes);
    const std::size_t before = edges_reached();
    decode_whole(*sample.type, sample.bytes);
    if (edges_reached() > before && corpus.size() < max_corpus) corpus.push_back(std::move(sample));
  });
  std::cout << "decode: " << corpus.size() << " inputs kept, edges " << first_edges << " to "
            << edges_reached() << std::endl;
  return status;
}
