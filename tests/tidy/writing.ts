import { basename } from 'node:path'
import { findAll, findInPieces, isTest, type Source } from './source.ts'

const homeless = /^(?:utils?|helpers?|common|shared|core|lib|types|constants|misc)$/

/** Files and folders whose name says nothing. */
export const emptyFileNames = (path: string): readonly string[] =>
  path
    .split('/')
    .map((part) => part.replace(/(?:\.test)?\.\w+$/, ''))
    .filter((part) => homeless.test(part))
    .map(
      (part) =>
        `${path}: "${part}" is nobody's home; a function belongs to the noun it computes on (monthOf stands in calendar.ts)`,
    )

/** Sources are named in kebab-case. */
export const otherFileNames = (path: string): readonly string[] =>
  !/\.(?:ts|sql|json|ndjson|csv)$/.test(path) ||
  /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(basename(path)) ||
  path.startsWith('tests/fixtures/')
    ? []
    : [`${path}: file names are kebab-case nouns, such as overdue-buyers.ts`]

const declared = String.raw`\b(?:const|let|function|class|interface|type)\s+`

/** Names that say how, or nothing. */
export const emptyNames = (source: Source): readonly string[] => [
  ...findAll(
    source,
    new RegExp(String.raw`${declared}\w*(?:Manager|Helpers?|Utils?|Processor|Handler|Service|Impl|Factory)\b`, 'g'),
    'say what it gives, not that it handles; a verb for a function, the noun alone for a thing',
  ),
  ...findAll(source, /\binterface\s+I[A-Z]\w*/g, 'no prefix; the port takes the plain name, the engine says which it is'),
  ...findAll(source, /\babstract\s+class\b|\bclass\s+\w+\s+extends\s+(?!\w*Error\b)/g, 'no base classes; pass a function'),
  ...findAll(source, /\b(?:enum|namespace)\s+\w+/g, 'types are erased, not compiled; use a union of strings, or a file'),
]

const shortened = 'evt|amt|qty|acct|cnt|cfg|ctx|mgr|req|res|cb|tmp|arr|idx|btn|curr|prev|params|args|opts|dir|doc|docs'

/** Abbreviations in declared names and parameters. */
export const abbreviations = (source: Source): readonly string[] => [
  ...findAll(source, new RegExp(String.raw`${declared}(?:${shortened})\b`, 'g'), 'write the word: event, amount, position'),
  ...findAll(
    source,
    new RegExp(String.raw`[(,]\s*(?:${shortened})\s*(?=[,):])(?=[^;{}]*\)\s*(?::[^;{}]*)?=>)`, 'g'),
    'write the word',
  ),
  ...findAll(source, /\bcatch\s*\(\s*(?:err|e|ex)\b/g, 'call it error'),
]

/** Marks of unfinished work. */
export const unfinished = (source: Source): readonly string[] => [
  ...findInPieces(source, source.comments, {
    pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/g,
    message: 'do it now, or write it down where work is planned',
  }),
  ...findAll(source, /\bconsole\s*\./g, 'product code logs through its logger and prints through its output argument'),
  ...findAll(source, /\b(?:test|it|describe|suite)\.only\b/g, 'run one test by its path and name instead'),
  ...findAll(source, /\bdebugger\b/g, 'remove it'),
]

/** Escapes from the type system that tests alone may use, or nobody. */
export const escapes = (source: Source): readonly string[] => [
  ...findAll(source, /(?:[:<,|&(]\s*|\bas\s+)any\b/g, 'parse unknown data with a schema; unknown where nothing is known'),
  ...findAll(source, /\bexport\s+default\b/g, 'named exports alone').filter(() => source.path !== 'vitest.config.ts'),
  ...findInPieces(source, source.comments, { pattern: /@ts-(?:ignore|nocheck|expect-error)/g, message: 'mend the type' }),
  ...(isTest(source.path) ? [] : findAll(source, /[\w)\]]!(?=[.,;)\]\n[])/g, 'narrow it, or throw with the reason it cannot be')),
]

/** What makes a test slow, or lets it pass without the code it names. */
export const dishonestTests = (source: Source): readonly string[] => {
  if (!isTest(source.path)) return []
  const mocks = findAll(
    source,
    /\bvi\.(?:mock|doMock|fn|spyOn|useFakeTimers|stubGlobal)\b/g,
    'use the in-memory engine, or pass the clock in',
  )
  // Harnesses of crashes, chaos, outages, load and clumsy clients time faults and requests; they are programs, not tests.
  if (/^tests\/(?:crash|bench|chaos|failover|outage|streaming)\/(?!.*\.test\.ts$)/.test(source.path)) return mocks
  return [
    ...mocks,
    ...findAll(
      source,
      /\b(?:setTimeout|setInterval|sleep|Atomics\.wait)\s*\(/g,
      'wait for a position: await projector.reached(position)',
    ),
    ...findInPieces(source, source.strings, { pattern: /^(?:node:)?timers\/promises$/g, message: 'wait for a position' }),
  ]
}

const places = /(?<![\w.])\/(?:root|home|work|Users|mnt)\/[\w./-]*/g
const makers = /\b(?:sub)?agents?\b|\bprompts?\b|\bsessions?\b|\blanguage model\b|\bchatbot\b/gi
/** Words of the product that only look like words of its making. */
const ours = /@clack\/prompts|user-agent|session[ .]timeout/gi

/** Text that speaks of a machine or of how the code came about, instead of the product. */
export const foreignWords = (path: string, text: string): readonly string[] => {
  const message = 'text speaks of the product alone: no machine paths, no account of its making'
  const kept = text.replace(ours, (word) => word.replace(/\S/g, '-'))
  return [...kept.matchAll(places), ...kept.matchAll(makers)].map(
    (match) => `${path}:${text.slice(0, match.index).split('\n').length} ${match[0]}: ${message}`,
  )
}
