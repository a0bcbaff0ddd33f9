import { defaultLimits } from '@daybook/intake'

/** Small chunks and pages, so that there is much between two commits. */
export const limits = { ...defaultLimits, chunkItems: 4, groupItems: 20, rejectedSamples: 5 }
