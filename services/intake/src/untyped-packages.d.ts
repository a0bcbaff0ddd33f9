// What comes without types: only what kafka-codecs.ts and kafka.ts use of it.

declare module 'kafkajs-snappy' {
  const snappy: () => {
    readonly compress: (records: { readonly buffer: Buffer }) => Promise<Buffer>
    readonly decompress: (packed: Buffer) => Promise<Buffer>
  }
  export = snappy
}

declare module 'lz4js' {
  export const compress: (bytes: Uint8Array) => Uint8Array
  export const decompress: (frame: Uint8Array) => Uint8Array
}

declare module 'kafkajs/src/consumer/batch.js' {
  /** What one fetch brought of a partition. */
  class KafkaBatch {
    readonly rawMessages: readonly object[]
    isEmpty(): boolean
  }
  export = KafkaBatch
}
