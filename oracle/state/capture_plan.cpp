// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/capture_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/hex.hpp"

namespace apsis {

namespace {

constexpr std::size_t word_bytes = 32;
constexpr std::size_t selector_bytes = 4;

/// Bytes of a value in the contract ABI, without the words that say where its parts begin.
std::size_t abi_bytes(const AbiValue& value) {
  if (const auto* list = std::get_if<AbiValue::List>(&value.value)) {
    std::size_t out = 0;
    for (const AbiValue& part : *list) out += abi_bytes(part);
    return out;
  }
  if (const auto* bytes = std::get_if<Bytes>(&value.value))
    return (bytes->size() + word_bytes - 1) / word_bytes * word_bytes;
  return word_bytes;
}

}  // namespace

Expected<std::uint64_t> u64_of(const uint256& number) {
  if (number > std::numeric_limits<std::uint64_t>::max())
    return fail(ErrorKind::mismatch, "the answer " + to_decimal(number) + " has more than 64 bits",
                {}, "check the contract's version");
  return static_cast<std::uint64_t>(number);
}

Expected<Bytes48> pubkey_of(const Bytes& bytes) {
  Bytes48 out{};
  if (bytes.size() != out.size())
    return fail(ErrorKind::mismatch,
                fmt::format("a public key of {} bytes instead of {}", bytes.size(), out.size()), {},
                "check the contract's version");
  std::ranges::copy(bytes, out.begin());
  return out;
}

TakeAnswer into(uint256& out) {
  return [&out](const AbiValue& value) -> Expected<void> {
    out = value.number();
    return {};
  };
}

TakeAnswer into(int256& out) {
  return [&out](const AbiValue& value) -> Expected<void> {
    out = value.signed_number();
    return {};
  };
}

TakeAnswer into(std::uint64_t& out) {
  return [&out](const AbiValue& value) -> Expected<void> {
    const auto number = u64_of(value.number());
    if (!number) return std::unexpected(number.error());
    out = *number;
    return {};
  };
}

TakeAnswer into(bool& out) {
  return [&out](const AbiValue& value) -> Expected<void> {
    out = value.flag();
    return {};
  };
}

TakeAnswer into(Bytes20& out) {
  return [&out](const AbiValue& value) -> Expected<void> {
    out = value.address();
    return {};
  };
}

TakeAnswer into(Bytes48& out) {
  return [&out](const AbiValue& value) -> Expected<void> {
    const auto pubkey = pubkey_of(value.bytes());
    if (!pubkey) return std::unexpected(pubkey.error());
    out = *pubkey;
    return {};
  };
}

Bytes20 CapturePlan::address(std::string_view contract) {
  const auto found = book_.address(contract);
  if (!found && problem_) problem_ = std::unexpected(found.error());
  return found.value_or(Bytes20{});
}

AskedFunction CapturePlan::find(std::string_view contract, std::string_view function) {
  return {address(contract), &contract_function(contract, function)};
}

void CapturePlan::ask(const AskedFunction& function, AbiValue::List args, TakeAnswer take) {
  calls_.push_back({function.to, function.function, std::move(args)});
  takes_.push_back(std::move(take));
}

void CapturePlan::ask(std::string_view contract, std::string_view function, AbiValue::List args,
                      TakeAnswer take) {
  ask(find(contract, function), std::move(args), std::move(take));
}

void CapturePlan::ask_balance(const Bytes20& address, uint256& out) {
  addresses_.push_back(address);
  balances_.push_back(&out);
}

Expected<void> CapturePlan::run(const CaptureCaller& caller, CaptureCost& cost) {
  if (!problem_) return problem_;
  if (!calls_.empty()) {
    const auto answers = caller.call(calls_);
    if (!answers) return std::unexpected(answers.error());
    if (answers->size() != calls_.size())
      return fail(ErrorKind::decode,
                  fmt::format("{} answers to {} calls", answers->size(), calls_.size()),
                  calls_.front().text());
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      cost.bytes += selector_bytes + abi_bytes(AbiValue(calls_[i].args)) + abi_bytes((*answers)[i]);
      if (const auto taken = takes_[i]((*answers)[i]); !taken)
        return std::unexpected(
            within(fmt::format("{}, block {}", calls_[i].text(), to_hex(book_.block_hash)),
                   taken.error()));
    }
    cost.calls += calls_.size();
  }
  if (addresses_.empty()) return {};
  const auto balances = caller.balances(addresses_);
  if (!balances) return std::unexpected(balances.error());
  if (balances->size() != addresses_.size())
    return fail(ErrorKind::decode,
                fmt::format("{} balances of {} addresses", balances->size(), addresses_.size()),
                "block " + to_hex(book_.block_hash));
  for (std::size_t i = 0; i < addresses_.size(); ++i) *balances_[i] = (*balances)[i];
  cost.balances += addresses_.size();
  cost.bytes += addresses_.size() * 2 * word_bytes;
  return {};
}

}  // namespace apsis
