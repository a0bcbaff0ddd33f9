import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import snappy from 'kafkajs-snappy'
import { compress, decompress } from 'lz4js'

/** How a batch of records is packed and unpacked, in the shape that kafkajs asks for. */
export type KafkaCodec = {
  readonly compress: (records: { readonly buffer: Buffer }) => Promise<Buffer>
  readonly decompress: (packed: Buffer) => Promise<Buffer>
}

/**
 * The codecs that kafkajs lacks, by the number that a batch of records names its codec with: snappy 2, lz4 3, zstd 4. gzip it has.
 * Until they are registered, a producer that switches to one of them ends the consumer (streaming 11.6 K8).
 *
 * @example
 * Object.assign(CompressionCodecs, kafkaCodecs())
 */
export const kafkaCodecs = (): Readonly<Record<2 | 3 | 4, () => KafkaCodec>> => ({ 2: snappy, 3: () => lz4, 4: () => zstd })

const inBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The frame format, which Kafka writes since records have version 2; lz4js answers in plain byte arrays. */
const lz4: KafkaCodec = {
  compress: async ({ buffer }) => lz4Frame(buffer),
  decompress: async (packed) => inBuffer(decompress(packed)),
}

/** Magic number, then: version 1 with independent blocks, blocks of at most 4 MiB, and the checksum of these two bytes. */
const frameHeader = Buffer.from('04224d18607073', 'hex')
const frameEnd = Buffer.alloc(4)
const blockBytesMax = 4_194_304

/**
 * A frame whose blocks stand each for itself. lz4js writes blocks that may point back into the one before and says so in its header,
 * whereupon the broker refuses the batch ("Dependent block stream is unsupported"). So each block is packed as a frame of its own,
 * and the blocks are put together under the header that is true of them.
 */
const lz4Frame = (bytes: Buffer): Buffer => {
  const blocks: Uint8Array[] = []
  for (let start = 0; start < bytes.length; start += blockBytesMax) {
    const frame = compress(bytes.subarray(start, start + blockBytesMax))
    blocks.push(frame.subarray(frameHeader.length, -frameEnd.length))
  }
  return Buffer.concat([frameHeader, ...blocks, frameEnd])
}

const packZstd = promisify(zstdCompress)
const unpackZstd = promisify(zstdDecompress)

const zstd: KafkaCodec = { compress: ({ buffer }) => packZstd(buffer), decompress: (packed) => unpackZstd(packed) }
