// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/json_reader.hpp"

#include <algorithm>

namespace apsis {

void JsonProblem::report(std::string_view path, std::string what, std::string remedy) {
  if (first) return;
  first = Error{ErrorKind::decode, std::move(what), path.empty() ? "/" : std::string(path),
                std::move(remedy)};
}

std::string JsonNode::path() const {
  std::string out;
  if (is_root_) return out;
  for (const JsonStep* step = &way_; step != nullptr; step = step->parent) {
    const std::string name =
        step->key.data() == nullptr ? std::to_string(step->index) : std::string(step->key);
    out = "/" + name + out;
  }
  return out;
}

const JsonStep* JsonNode::step() const {
  if (is_root_) return nullptr;
  if (step_ == nullptr) step_ = &problem_->steps.emplace_back(way_);
  return step_;
}

void JsonNode::wrong(std::string what, std::string remedy) const {
  if (!failed()) problem_->report(path(), std::move(what), std::move(remedy));
}

void JsonNode::allow_only(std::initializer_list<std::string_view> keys) const {
  if (failed()) return;
  simdjson::dom::object object;
  if (element_.get(object) != simdjson::SUCCESS) return wrong("is not an object");
  std::vector<std::string_view> seen;
  seen.reserve(keys.size());
  for (const auto field : object) {
    const JsonNode node(field.value, {step(), field.key, 0}, *problem_);
    if (std::find(keys.begin(), keys.end(), field.key) == keys.end())
      node.wrong("unknown field", "remove it, or correct its name");
    if (std::find(seen.begin(), seen.end(), field.key) != seen.end())
      node.wrong("field stands twice");
    // A text of nothing but wrong keys would cost the square of their number.
    if (failed()) return;
    seen.push_back(field.key);
  }
}

JsonNode JsonNode::at(std::string_view key) const {
  JsonNode out(element_, {step(), key, 0}, *problem_);
  if (failed()) return out;
  simdjson::dom::object object;
  if (element_.get(object) != simdjson::SUCCESS) {
    wrong("is not an object");
  } else if (object.at_key(key).get(out.element_) != simdjson::SUCCESS) {
    out.wrong("missing field");
  }
  return out;
}

std::optional<JsonNode> JsonNode::find(std::string_view key) const {
  if (failed()) return std::nullopt;
  simdjson::dom::element value;
  if (element_.at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return JsonNode(value, {step(), key, 0}, *problem_);
}

std::vector<std::pair<std::string_view, JsonNode>> JsonNode::fields() const {
  std::vector<std::pair<std::string_view, JsonNode>> out;
  if (failed()) return out;
  simdjson::dom::object object;
  if (element_.get(object) != simdjson::SUCCESS) {
    wrong("is not an object");
    return out;
  }
  for (const auto field : object) {
    out.emplace_back(field.key, JsonNode(field.value, {step(), field.key, 0}, *problem_));
  }
  return out;
}

std::vector<JsonNode> JsonNode::items() const {
  std::vector<JsonNode> out;
  if (failed()) return out;
  simdjson::dom::array array;
  if (element_.get(array) != simdjson::SUCCESS) {
    wrong("is not an array");
    return out;
  }
  out.reserve(array.size());
  for (const simdjson::dom::element value : array)
    out.push_back(JsonNode(value, {step(), {}, out.size()}, *problem_));
  return out;
}

std::vector<JsonNode> JsonNode::items(std::size_t count) const {
  std::vector<JsonNode> out = items();
  if (failed() || out.size() == count) return out;
  wrong("has " + std::to_string(out.size()) + " elements, not " + std::to_string(count));
  return {};
}

std::uint64_t JsonNode::u64() const {
  const uint256 value = big();
  if (value <= ~std::uint64_t{0}) return static_cast<std::uint64_t>(value);
  wrong("does not fit 64 bits");
  return 0;
}

uint256 JsonNode::big() const {
  if (failed()) return 0;
  std::uint64_t number;
  if (element_.get(number) == simdjson::SUCCESS) return number;
  std::string_view digits;
  if (element_.get(digits) == simdjson::SUCCESS)
    if (const auto value = uint256_from_decimal(digits)) return *value;
  wrong("is not an unsigned integer (a JSON number or a decimal text)");
  return 0;
}

uint256 JsonNode::amount() const {
  const uint256 value = big();
  if (value < (uint256(1) << max_amount_bits)) return value;
  wrong("amount is larger than any that exists (2^96 wei)");
  return 0;
}

int256 JsonNode::signed_amount() const {
  if (failed()) return 0;
  std::int64_t number;
  if (element_.get(number) == simdjson::SUCCESS) return number;
  std::string_view digits;
  if (element_.get(digits) == simdjson::SUCCESS && digits.starts_with('-')) {
    const auto value = uint256_from_decimal(digits.substr(1));
    if (value && *value < (uint256(1) << max_amount_bits)) return -int256(*value);
    wrong("is not an integer of less than 2^96 wei");
    return 0;
  }
  return int256(amount());
}

bool JsonNode::flag() const {
  bool value = false;
  if (!failed() && element_.get(value) != simdjson::SUCCESS) wrong("is not true or false");
  return value;
}

double JsonNode::fraction() const {
  double value = 0;
  if (!failed() && element_.get(value) != simdjson::SUCCESS) wrong("is not a number");
  return value;
}

std::string_view JsonNode::text_view() const {
  std::string_view value;
  if (!failed() && element_.get(value) != simdjson::SUCCESS) wrong("is not a text");
  return value;
}

std::string JsonNode::text() const {
  return std::string(text_view());
}

std::string JsonNode::plain_text() const {
  const std::string_view out = text_view();
  const bool is_plain = std::ranges::all_of(
      out, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (!is_plain) wrong("holds a quote, a backslash or what is not printable ASCII");
  return std::string(out);
}

Expected<JsonDocument> JsonDocument::parse(const std::string& text) {
  if (text.size() > max_json_bytes)
    return fail(ErrorKind::decode, "JSON text is larger than 1 GiB");
  JsonDocument out;
  out.parser_ = std::make_unique<simdjson::dom::parser>(max_json_bytes);
  const auto status = out.parser_->parse(text).get(out.root_);
  if (status != simdjson::SUCCESS)
    return fail(ErrorKind::decode, std::string("not JSON: ") + simdjson::error_message(status));
  return out;
}

}  // namespace apsis
