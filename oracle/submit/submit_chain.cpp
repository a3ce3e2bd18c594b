// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/submit_chain.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace apsis {

namespace {

struct Wording {
  std::string_view part;
  SendOutcome meaning;
};

// Lower case and without spaces. The first that fits decides: "already known" before others.
constexpr std::array<Wording, 14> wordings = {{
    {"alreadyknown", SendOutcome::known},
    {"knowntransaction", SendOutcome::known},
    {"alreadyimported", SendOutcome::known},
    {"alreadyexists", SendOutcome::known},
    {"alreadyinthe", SendOutcome::known},
    {"noncetoolow", SendOutcome::nonce_used},
    {"oldnonce", SendOutcome::nonce_used},
    {"noncebelow", SendOutcome::nonce_used},
    {"underpriced", SendOutcome::fee_too_low},
    {"replacementnotallowed", SendOutcome::fee_too_low},
    {"feetoolow", SendOutcome::fee_too_low},
    {"gaspricetoolow", SendOutcome::fee_too_low},
    {"lessthanblockbasefee", SendOutcome::fee_too_low},
    {"gaspricesuppliedistoolow", SendOutcome::fee_too_low},
}};

}  // namespace

SendAnswer send_answer_of(std::string text) {
  std::string plain;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const Wording& wording : wordings)
    if (plain.find(wording.part) != std::string::npos) return {wording.meaning, std::move(text)};
  return {SendOutcome::refused, std::move(text)};
}

}  // namespace apsis
