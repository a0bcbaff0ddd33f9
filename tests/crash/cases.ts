import { backupKills } from './backup-kills.ts'
import { flippedBytes } from './bit-rot.ts'
import { consequenceKills } from './consequence-kills.ts'
import type { CrashCase } from './crash-case.ts'
import { damagedTails } from './damaged-tails.ts'
import { countedSyncs } from './disk-syncs.ts'
import { exportKills } from './export-kills.ts'
import { failingDisks } from './failing-disk.ts'
import { fullDisks } from './full-disk.ts'
import { importKills } from './import-kills.ts'
import { intakePoints, killRounds, projectorPoints } from './kill-rounds.ts'
import { olderLogs } from './older-log.ts'
import { secondServers } from './second-servers.ts'

/** The standard mix: what runs when no case is named. */
export const mix: CrashCase = {
  what: 'the process is killed anywhere',
  rounds: { release: 1_000, short: 200 },
  run: (run) => killRounds(run, { ...intakePoints, ...projectorPoints }),
}

const switchPoints = { 'before-switch': 1, 'after-switch': 1 } as const

/** Cases by their number in the catalogue of faults (reliability 3). F01 and F02 are in the mix, which in its short form stands for them. */
export const cases: Readonly<Record<string, CrashCase>> = {
  F01: {
    what: 'intake is killed',
    rounds: { release: 1_000, short: 0 },
    run: (run) => killRounds(run, intakePoints),
  },
  'F01-consequences': {
    what: 'killed while it takes what has consequences',
    rounds: { release: 200, short: 15 },
    run: consequenceKills,
  },
  F02: {
    what: 'the projector is killed',
    rounds: { release: 500, short: 0 },
    run: (run) => killRounds(run, projectorPoints),
  },
  F03: {
    what: 'killed while it imports',
    rounds: { release: 200, short: 20 },
    run: (run) => importKills(run, { backfill: false }),
  },
  'F03-export': {
    what: 'killed while it exports',
    rounds: { release: 200, short: 20 },
    run: exportKills,
  },
  F04: {
    what: 'the end of the write-ahead log is damaged',
    rounds: { release: 10_000, short: 400 },
    run: async ({ rounds: images, random, folder }) => {
      const { problems, lengths } = await damagedTails({ images, random, folder })
      return { problems, reached: `${images} images, ${lengths} different lengths recovered` }
    },
  },
  F05: { what: 'syncs are counted', rounds: { release: 90, short: 90 }, run: countedSyncs },
  F06: { what: 'a byte of a file flips', rounds: { release: 1_000, short: 100 }, run: flippedBytes },
  F07: { what: 'the disk is full', rounds: { release: 200, short: 20 }, run: fullDisks },
  F08: { what: 'the disk fails', rounds: { release: 100, short: 20 }, run: failingDisks },
  F21: {
    what: 'killed while generations are switched',
    rounds: { release: 200, short: 20 },
    run: (run) => killRounds(run, switchPoints, { switchPercent: 100 }),
  },
  F22: {
    what: 'a second server while the first is stopped',
    rounds: { release: 200, short: 20 },
    run: (run) => secondServers(run, { isStopped: true }),
  },
  F23: {
    what: 'a second server while the first works',
    rounds: { release: 100, short: 20 },
    run: (run) => secondServers(run, { isStopped: false }),
  },
  F25: { what: 'the log is older than the ledgers', rounds: { release: 100, short: 20 }, run: olderLogs },
  F26: { what: 'a backup is killed', rounds: { release: 200, short: 20 }, run: backupKills },
  F35: {
    what: 'killed while it takes a backfill',
    rounds: { release: 200, short: 20 },
    run: (run) => importKills(run, { backfill: true }),
  },
}
