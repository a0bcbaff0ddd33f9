import { createRequire } from 'node:module'
import { z } from 'zod'

const manifest: unknown = createRequire(import.meta.url)('../package.json')

/** The version of this release. */
export const release = z.object({ version: z.string() }).parse(manifest).version
