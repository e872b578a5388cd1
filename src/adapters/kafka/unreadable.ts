import { createRequire } from 'node:module'

/** Bears the name of its codec on each record that stands for one of a batch that cannot be opened. */
export const UNREADABLE_HEADER = 'insyn-unreadable'

type Codec = { decompress(compressed: Buffer): Promise<Buffer>; compress(encoder: object): Promise<Buffer> }

const NAMES: Readonly<Record<number, string>> = { 1: 'gzip', 2: 'snappy', 3: 'lz4', 4: 'zstd' }
/** Bits of a batch's attributes that name the codec. */
const HIGHEST_CODEC = 7

/** Of a record batch (KIP-98), how far before its records each field stands. */
const BEFORE = { count: 4, lastOffsetDelta: 38, magic: 45 } as const
const MAGIC = 2

/**
 * kafkajs opens gzip alone: any other codec in a fetched batch, or gzip that is none, is an error of the whole fetch, which comes
 * again with every fetch. Such a batch is opened here as records without key and value that say so, with its own offsets, so
 * that whoever reads passes by it and can tell where it stood.
 */
export function passUnreadable(): void {
  const require = createRequire(import.meta.url)
  const { Codecs } = require('kafkajs/src/protocol/message/compression') as { Codecs: Record<number, () => Codec> }
  for (let type = 1; type <= HIGHEST_CODEC; type++) {
    const known = type === 1 ? (require('kafkajs/src/protocol/message/compression/gzip') as Codec) : undefined
    const name = NAMES[type] ?? `codec ${type}`
    Codecs[type] = () => ({
      compress: (encoder) => known?.compress(encoder) ?? Promise.reject(new Error(`no ${name} here`)),
      decompress: async (compressed) =>
        (await known?.decompress(compressed).catch(() => undefined)) ?? placeholders(compressed, name),
    })
  }
}

/** kafkajs hands over what follows the head of the batch as a part of the same memory. */
function placeholders({ buffer, byteOffset }: Buffer, codec: string): Buffer {
  const head = new DataView(buffer)
  if (byteOffset < BEFORE.magic || head.getInt8(byteOffset - BEFORE.magic) !== MAGIC)
    throw new Error(`a batch in ${codec}`)
  const count = head.getInt32(byteOffset - BEFORE.count)
  const last = head.getInt32(byteOffset - BEFORE.lastOffsetDelta)
  const records = Array.from({ length: count }, (_, index) => record(index === count - 1 ? last : index, codec))
  return Buffer.concat(records)
}

function record(offsetDelta: number, codec: string): Buffer {
  const text = (one: string) => Buffer.concat([varint(one.length), Buffer.from(one)])
  const content = Buffer.concat([
    // Attributes and time, no key, no value, one header.
    ...[Buffer.of(0), varint(0), varint(offsetDelta), varint(-1), varint(-1), varint(1)],
    ...[text(UNREADABLE_HEADER), text(codec)],
  ])
  return Buffer.concat([varint(content.length), content])
}

/** Zigzag, as in Protocol Buffers. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  return Buffer.from([...bytes, rest])
}
