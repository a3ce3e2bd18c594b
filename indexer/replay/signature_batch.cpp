// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/signature_batch.hpp"

#include <blst.h>
#include <sys/random.h>

#include <memory>

#include "core/check.hpp"
#include "indexer/replay/bls_suite.hpp"

namespace apsis {
namespace {

constexpr std::size_t weight_bits = 64;

/// blst's pairing context: memory of a size that it tells at run time.
class Pairing {
 public:
  Pairing() : memory_(std::make_unique<limb_t[]>(blst_pairing_sizeof() / sizeof(limb_t) + 1)) {
    blst_pairing_init(context(), true, bls_suite_bytes(), bls_suite_size);
  }

  bool add(const SignatureTask& task, const std::uint8_t (&weight)[weight_bits / 8]) {
    blst_p1_affine key;
    std::memcpy(&key, task.pubkey.bytes, sizeof key);
    blst_p2_affine signature;
    if (blst_p1_affine_is_inf(&key)) return false;
    if (blst_p2_uncompress(&signature, task.signature.data()) != BLST_SUCCESS) return false;
    return blst_pairing_chk_n_mul_n_aggr_pk_in_g1(
               context(), &key, false, &signature, true, weight, weight_bits,
               task.signing_root.data(), task.signing_root.size(), nullptr, 0) == BLST_SUCCESS;
  }

  bool verify() {
    blst_pairing_commit(context());
    return blst_pairing_finalverify(context(), nullptr);
  }

 private:
  blst_pairing* context() { return reinterpret_cast<blst_pairing*>(memory_.get()); }

  std::unique_ptr<limb_t[]> memory_;
};

bool verify_range(const SignatureTask* begin, const SignatureTask* end) {
  Pairing pairing;
  for (const SignatureTask* task = begin; task != end; ++task) {
    std::uint8_t weight[weight_bits / 8];
    CHECK(getrandom(weight, sizeof weight, 0) == sizeof weight);
    weight[0] |= 1;  // never 0
    if (!pairing.add(*task, weight)) return false;
  }
  return pairing.verify();
}

}  // namespace

Expected<void> verify_signatures(const std::vector<SignatureTask>& tasks) {
  if (tasks.empty() || verify_range(tasks.data(), tasks.data() + tasks.size())) return {};
  for (const SignatureTask& task : tasks) {
    if (verify_range(&task, &task + 1)) continue;
    return fail(ErrorKind::invalid, "the signature is wrong", task.what,
                "Whoever made this block did not hold the key: ask another source");
  }
  // Cannot be: a product of right ones is right.
  CHECK(false);
  return {};
}

}  // namespace apsis
