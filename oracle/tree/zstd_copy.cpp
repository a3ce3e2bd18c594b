// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/zstd_copy.hpp"

#include <zstd.h>

#include <algorithm>
#include <memory>

#include "core/endian.hpp"

namespace apsis {

namespace {

constexpr std::uint32_t frame_magic = 0xFD2FB528;
constexpr int compression_level = 19;
/// Largest window that is taken, as a power of two; a damaged header could ask for terabytes.
constexpr int max_window_log = 27;
constexpr std::size_t step_bytes = std::size_t{1} << 20;

struct FreeStream {
  void operator()(ZSTD_DCtx* stream) const { ZSTD_freeDCtx(stream); }
};

}  // namespace

bool is_zstd(ByteSpan bytes) {
  return bytes.size() >= 4 && load_le<std::uint32_t>(bytes.data()) == frame_magic;
}

Expected<Bytes> read_zstd(ByteSpan compressed, std::size_t max_bytes) {
  if (!is_zstd(compressed)) return fail(ErrorKind::decode, "is not a zstd frame");
  const std::unique_ptr<ZSTD_DCtx, FreeStream> stream(ZSTD_createDCtx());
  if (!stream) return fail(ErrorKind::unavailable, "no memory for a zstd decoder");
  ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, max_window_log);
  ZSTD_inBuffer in{compressed.data(), compressed.size(), 0};
  Bytes out;
  // The size that a header states is not believed: the room grows with what really comes.
  for (std::size_t left = 1; left != 0;) {
    const std::size_t had = out.size();
    out.resize(std::min(max_bytes + 1, had + step_bytes));
    ZSTD_outBuffer to{out.data(), out.size(), had};
    left = ZSTD_decompressStream(stream.get(), &to, &in);
    if (ZSTD_isError(left))
      return fail(ErrorKind::decode, std::string("zstd: ") + ZSTD_getErrorName(left));
    out.resize(to.pos);
    if (out.size() > max_bytes)
      return fail(ErrorKind::decode,
                  "holds more than " + std::to_string(max_bytes) + " bytes when unpacked");
    if (left != 0 && in.pos == in.size && to.pos < to.size)
      return fail(ErrorKind::decode, "zstd: the frame is cut off");
  }
  if (in.pos != in.size) return fail(ErrorKind::decode, "zstd: bytes stand after the frame");
  return out;
}

Expected<Bytes> write_zstd(ByteSpan content) {
  Bytes out(ZSTD_compressBound(content.size()));
  const std::size_t size =
      ZSTD_compress(out.data(), out.size(), content.data(), content.size(), compression_level);
  if (ZSTD_isError(size))
    return fail(ErrorKind::unavailable, std::string("zstd: ") + ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

}  // namespace apsis
