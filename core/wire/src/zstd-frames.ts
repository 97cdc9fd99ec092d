const MAGIC = 0xfd2fb528;
/** Sixteen magic numbers start frames that decoders skip. */
const SKIPPABLE_MAGIC = 0x184d2a50;
const BLOCK_BYTES_MAX = 128 * 1024;
const BLOCK_HEADER_BYTES = 3;

export interface ZstdSize {
  /** The body inflates to at most this. */
  readonly bytesMax: number;
  /** Every frame says its size: if `bytesMax` is too large, so is the body. */
  readonly isDeclared: boolean;
}

/**
 * What a zstd body can inflate to, from its headers alone and without inflating anything:
 *
 *   frame  = magic | descriptor | window, dictionary id, content size | block … | checksum
 *   block  = last: 1 bit, type: 2 bits, size: 21 bits | content
 *
 * A raw block says its size, a run-length block too, and a compressed one inflates to at most 128 KiB, which
 * is what encoders fill all but the last with. A content size in the frame's header bounds the frame as
 * well. Undefined when the headers do not hold together, that is, when the body is not zstd or is cut short.
 */
export function readZstdSize(body: Uint8Array): ZstdSize | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  let at = 0;
  let bytesMax = 0;
  let isDeclared = true;
  while (at < body.length) {
    if (at + 8 > body.length) return undefined;
    const magic = view.getUint32(at, true);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      at += 8 + view.getUint32(at + 4, true);
    } else {
      const frame = magic === MAGIC ? walkFrame(view, at + 4) : undefined;
      if (frame === undefined) return undefined;
      bytesMax += frame.bytesMax;
      isDeclared &&= frame.isDeclared;
      at = frame.end;
    }
  }
  return at === body.length ? { bytesMax, isDeclared } : undefined;
}

interface Frame extends ZstdSize {
  readonly end: number;
}

function walkFrame(view: DataView, descriptorAt: number): Frame | undefined {
  const descriptor = view.getUint8(descriptorAt);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const contentSizeFlag = descriptor >> 6;
  const contentSizeBytes = contentSizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << contentSizeFlag;
  const dictionaryIdBytes = [0, 1, 2, 4][descriptor & 3]!;
  const contentSizeAt = descriptorAt + 1 + (isSingleSegment ? 0 : 1) + dictionaryIdBytes;
  const blocksAt = contentSizeAt + contentSizeBytes;
  if (blocksAt > view.byteLength) return undefined;
  const blocks = walkBlocks(view, blocksAt);
  if (blocks === undefined) return undefined;
  const contentSize = readContentSize(view, contentSizeAt, contentSizeBytes);
  const checksumBytes = (descriptor & 4) === 0 ? 0 : 4;
  return {
    end: blocks.end + checksumBytes,
    bytesMax: Math.min(blocks.bytesMax, contentSize),
    isDeclared: contentSizeBytes > 0,
  };
}

/** Infinity when the header has none. Exact up to 2^53, which is far beyond any limit. */
function readContentSize(view: DataView, at: number, bytes: number): number {
  switch (bytes) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    case 8:
      return Number(view.getBigUint64(at, true));
    default:
      return Infinity;
  }
}

function walkBlocks(
  view: DataView,
  start: number,
): { readonly end: number; readonly bytesMax: number } | undefined {
  let at = start;
  let bytesMax = 0;
  let isLast = false;
  while (!isLast) {
    if (at + BLOCK_HEADER_BYTES > view.byteLength) return undefined;
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    isLast = (header & 1) === 1;
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3) return undefined;
    const isRunLength = type === 1;
    at += BLOCK_HEADER_BYTES + (isRunLength ? 1 : size);
    bytesMax += type === 2 ? BLOCK_BYTES_MAX : size;
  }
  return at <= view.byteLength ? { end: at, bytesMax } : undefined;
}
