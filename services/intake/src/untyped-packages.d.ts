// Packages that come without types: only what kafka-codecs.ts uses of them.

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
