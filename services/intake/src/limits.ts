/** Every bound of the intake in one place (streaming 7 and 8). A breach names its limit in the problem. */
export type Limits = {
  readonly eventBytes: number
  readonly bodyBytes: number
  readonly batchItems: number
  readonly lineBytes: number
  readonly importRows: number
  readonly importBytes: number
  readonly importCompressedBytes: number
  readonly decompressionRatio: number
  readonly jsonDepth: number
  readonly objectKeys: number
  readonly arrayItems: number
  readonly importMs: number
  readonly idleMs: number
  readonly requestMs: number
  readonly chunkItems: number
  readonly chunkBytes: number
  readonly strictRows: number
  readonly strictBytes: number
  readonly readingBytes: number
  readonly queueItems: number
  readonly queueBytes: number
  readonly groupItems: number
  readonly futureMs: number
  readonly rejectedSamples: number
}

const KiB = 1024
const MiB = 1024 * KiB

/** What holds when no setting says otherwise. */
export const defaultLimits: Limits = {
  eventBytes: 64 * KiB,
  bodyBytes: 4 * MiB,
  batchItems: 1_000,
  lineBytes: 256 * KiB,
  importRows: 1_000_000,
  importBytes: 512 * MiB,
  importCompressedBytes: 32 * MiB,
  decompressionRatio: 100,
  jsonDepth: 64,
  objectKeys: 255,
  arrayItems: 10_000,
  importMs: 15 * 60_000,
  idleMs: 30_000,
  requestMs: 30_000,
  chunkItems: 250,
  chunkBytes: MiB,
  strictRows: 200_000,
  strictBytes: 64 * MiB,
  readingBytes: 32 * MiB,
  queueItems: 10_000,
  queueBytes: 32 * MiB,
  groupItems: 1_000,
  futureMs: 5 * 60_000,
  rejectedSamples: 1_000,
}

/** The command line on its own book: a file has no bound on rows, size or time; lines, events and depth keep theirs. */
export const localLimits = (limits: Limits): Limits => ({
  ...limits,
  importRows: Number.POSITIVE_INFINITY,
  importBytes: Number.POSITIVE_INFINITY,
  importCompressedBytes: Number.POSITIVE_INFINITY,
  decompressionRatio: Number.POSITIVE_INFINITY,
  strictBytes: Number.POSITIVE_INFINITY,
  importMs: Number.POSITIVE_INFINITY,
  idleMs: Number.POSITIVE_INFINITY,
})
