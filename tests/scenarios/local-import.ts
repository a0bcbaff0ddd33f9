import { type ImportRequest, type Intake, localLimits } from '@daybook/intake'

/** An import of events by the program itself, without bounds on the file; a test adds its blocks and its name. */
export const localImport = ({ limits }: Pick<Intake, 'limits'>): Omit<ImportRequest, 'blocks' | 'importId'> => ({
  resume: false,
  format: 'events',
  source: 'csv',
  delimiter: ',',
  map: {},
  backfill: false,
  strict: false,
  dryRun: false,
  actor: { kind: 'user', id: 'local' },
  transport: 'cli',
  limits: localLimits(limits),
  signal: new AbortController().signal,
  onProgress: () => undefined,
})
