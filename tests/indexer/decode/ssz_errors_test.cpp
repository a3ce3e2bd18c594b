// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <functional>

#include "indexer/decode/fork_types.hpp"
#include "indexer/decode/preset.hpp"
#include "tests/indexer/decode/ssz_builder.hpp"

namespace {

using namespace apsis;

const ForkTypes& types() {
  static const ForkTypes out = ForkTypes::make<MinimalPreset>(Fork::fulu, ChainConfig{});
  return out;
}

/// The decoder's error for a value that was written and then damaged.
Error error_of(const char* type, const std::function<void(SszBuilder&)>& fill,
               const std::function<void(Bytes&)>& damage) {
  SszBuilder value(types()[type]);
  fill(value);
  Bytes bytes = value.write();
  CHECK_MESSAGE(check_ssz(types()[type], bytes).has_value(), "the sample itself decodes");
  damage(bytes);
  const auto done = types().decode(type, bytes);
  REQUIRE_FALSE(done.has_value());
  CHECK(done.error().kind == ErrorKind::decode);
  return done.error();
}

bool has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

void add_two_attestations(SszBuilder& body) {
  body["attestations"].add();
  body["attestations"].add();
}

}  // namespace

TEST_CASE("a wrong first offset names the field, its byte and the offset that must stand there") {
  const Error error = error_of(
      "IndexedAttestation", [](SszBuilder&) {}, [](Bytes& bytes) { bytes[0] ^= 1; });
  CHECK(has(error.where, "IndexedAttestation.attesting_indices at byte 0"));
  CHECK(has(error.what, "offset"));
}

TEST_CASE("an offset beyond the end names the element of the list") {
  const Error error = error_of("BeaconBlockBody", add_two_attestations, [](Bytes& bytes) {
    const SszView body(types()["BeaconBlockBody"], bytes);
    const std::size_t at =
        static_cast<std::size_t>(body.field("attestations").bytes().data() - bytes.data());
    bytes[at + 7] = 0x7f;
  });
  CHECK(has(error.where, "BeaconBlockBody.attestations at byte"));
  CHECK(has(error.what, "wrong offset"));
}

TEST_CASE("a value that is too short or too long names both sizes") {
  const auto nothing = [](SszBuilder&) {};
  CHECK(has(error_of("Checkpoint", nothing, [](Bytes& b) { b.pop_back(); }).what,
            "39 bytes instead of 40"));
  CHECK(has(error_of("Checkpoint", nothing, [](Bytes& b) { b.push_back(0); }).what,
            "41 bytes instead of 40"));
  CHECK(has(error_of("BeaconBlockBody", nothing, [](Bytes& b) { b.resize(100); }).what,
            "ends after 100 bytes"));
}

TEST_CASE("a list whose bytes are no whole number of elements is refused") {
  const Error error = error_of(
      "IndexedAttestation", [](SszBuilder&) {}, [](Bytes& bytes) { bytes.push_back(7); });
  CHECK(has(error.where, "attesting_indices"));
  CHECK(has(error.what, "no multiple of the element size 8"));
}

TEST_CASE("a bitlist without its delimiter is refused at its last byte") {
  const Error error = error_of(
      "Attestation", [](SszBuilder&) {}, [](Bytes& bytes) { bytes.back() = 0; });
  CHECK(has(error.where, "Attestation.aggregation_bits at byte"));
  CHECK(has(error.what, "delimiter"));
}

TEST_CASE("a bitlist longer than its limit is refused") {
  const Error error = error_of(
      "Attestation", [](SszBuilder&) {},
      [](Bytes& bytes) {
        bytes.back() = 0;
        bytes.insert(bytes.end(), 2048 * 4 / 8, 0);
        bytes.back() = 2;
      });
  CHECK(has(error.what, "more than the limit 8192"));
}

TEST_CASE("a list longer than its limit is refused") {
  const Error error = error_of(
      "ExecutionRequests", [](SszBuilder&) {},
      [](Bytes& bytes) {
        bytes.insert(bytes.end(), 3 * 116, 0);  // three consolidations, two are allowed
      });
  CHECK(has(error.where, "ExecutionRequests.consolidations"));
  CHECK(has(error.what, "3 elements, more than the limit 2"));
}

TEST_CASE("a boolean of 2 names the element and its byte") {
  const auto one_validator = [](SszBuilder& state) { state["validators"].add(); };
  const Error error = error_of("BeaconState", one_validator, [](Bytes& bytes) {
    const SszView state(types()["BeaconState"], bytes);
    const SszView slashed = state.field("validators")[0].field("slashed");
    bytes[static_cast<std::size_t>(slashed.bytes().data() - bytes.data())] = 2;
  });
  CHECK(has(error.where, "BeaconState.validators[0].slashed at byte"));
  CHECK(has(error.what, "neither 0 nor 1"));
}

TEST_CASE("bits beyond the end of a bitvector are refused") {
  const Error error = error_of(
      "BeaconState", [](SszBuilder&) {},
      [](Bytes& bytes) {
        const SszView bits = SszView(types()["BeaconState"], bytes).field("justification_bits");
        bytes[static_cast<std::size_t>(bits.bytes().data() - bytes.data())] = 0x10;
      });
  CHECK(has(error.where, "justification_bits"));
  CHECK(has(error.what, "bits beyond the end"));
}

TEST_CASE("the types of a chain stay valid wherever the chain's vector of them grows") {
  const ChainTypes chain = ChainTypes::make<MinimalPreset>(ChainConfig{});
  const ChainTypes moved = ChainTypes::make<MinimalPreset>(ChainConfig{});
  for (std::size_t i = 0; i < fork_count; ++i) {
    const ForkTypes& fork = chain[static_cast<Fork>(i)];
    CHECK(fork["BeaconBlock"].fields[4].type == fork.find("BeaconBlockBody"));
    CHECK(fork["BeaconBlock"].fields[4].type->name == "BeaconBlockBody");
    CHECK(moved[static_cast<Fork>(i)]["BeaconState"].fields[0].name == "genesis_time");
  }
}

TEST_CASE("a block or state too short to hold its slot is refused before it is decoded") {
  CHECK_FALSE(peek_block_slot(Bytes(107)).has_value());
  CHECK(peek_block_slot(Bytes(108)).has_value());
  CHECK_FALSE(peek_state_slot(Bytes(47)).has_value());
  CHECK(peek_state_slot(Bytes(48)).has_value());
}
