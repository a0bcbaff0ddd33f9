import type { Random } from '../properties/random.ts'

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
const keyed = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, key) => [`k${key}`, 1]))

/** Texts that have surprised programs before: other scripts, what cannot be seen, what is read as something else, what is too long. */
const texts = [
  '',
  ' ',
  '\t',
  'A1 ',
  ' A1',
  '\u0000',
  'a\u0000b',
  '\u001f',
  '\u007f',
  '\u0085',
  '\u061c',
  '\u200b',
  '\u200e\u202e',
  '\u2066x\u2069',
  '\ufeff',
  '\ud800',
  '\udc00x',
  'e\u0301',
  'é',
  'ﬀ',
  'İ',
  '💥'.repeat(40),
  '漢字',
  '__proto__',
  'constructor',
  'toString',
  '=1+1',
  '+1',
  '-1',
  '@A1',
  "' OR 1=1 --",
  '<script>',
  '../../etc/passwd',
  '%00',
  '\\u0000',
  'null',
  'NaN',
  'Infinity',
  '0',
  '-0',
  '1e5',
  '1E400',
  '0x10',
  '01',
  '.5',
  '5.',
  '1,5',
  '١٢',
  '0.00001',
  '99999999999999999999999999.0000',
  '-99999999999999.9999',
  '9007199254740993',
  '600.0000',
  'USD',
  'usd',
  'XXX',
  '2025-02-29',
  '2025-02-30',
  '2025-13-01',
  '0000-01-01',
  '0001-01-01',
  '9999-12-31',
  '10000-01-01',
  '-2025-01-01',
  '2025-03-09T02:30:00',
  '2025-03-09T02:30:00Z',
  '2025-03-05T10:00:00+14:00',
  '2025-03-05T10:00:00.123456789-12:00',
  '2025-06-30T23:59:60Z',
  '2125-01-01T00:00:00Z',
  '2025-Q5',
  '2025-Q1',
  'FY2025',
  '2025-03',
  'x'.repeat(128),
  'x'.repeat(129),
  'é'.repeat(200),
  'x'.repeat(300),
] as const

const values = [null, true, false, 0, -0, 1, -1, 1.5, 1e21, 2 ** 53, 5e-324, [], {}, [null], [[]], { a: {} }] as const

/** Some value that does not belong where it is put. A few of them are large, or deep. */
export const oddValue = (random: Random): unknown => {
  const chance = random.below(1_000)
  if (chance === 0) return 'x'.repeat(70_000)
  if (chance < 4) return nested(random.pick([5, 60, 64, 70, 500]))
  if (chance < 6) return keyed(random.pick([254, 255, 256, 300]))
  if (chance < 7) return Array(random.pick([9_999, 10_001])).fill(0)
  return chance < 700 ? random.pick(texts) : structuredClone(random.pick<unknown>(values)) // It is changed further.
}

export const oddText = (random: Random): string => random.pick(texts)

/** What may stand in JSON in place of a value, or looks so. */
export const oddToken = (random: Random): string =>
  random.pick([
    '1e400',
    '-1e400',
    '-0',
    '9007199254740993',
    '0.1e-999',
    '0x10',
    '01',
    '.5',
    '+1',
    'NaN',
    'Infinity',
    'undefined',
    'nul',
    'True',
    "'a'",
    '"\\x"',
    '"\\ud800"',
    '"\\u0000"',
    '"\n"',
    '"a',
    '{"a":1,"a":2}',
    '{"\\u0061":1,"a":2}',
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":{}}}',
    '[,]',
    '[1,]',
    '{,}',
    '/**/1',
    '',
  ])

/** Header values and content types that are not quite right. */
export const oddMediaType = (random: Random): string =>
  random.pick([
    'application/json',
    'application/JSON',
    'application/cloudevents+json',
    'application/cloudevents-batch+json',
    'application/x-ndjson',
    'text/csv',
    'text/csv; charset=utf-8; header=present',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset=latin1',
    'application/json;',
    'application/json ; x',
    ' application/json',
    'application/json\t',
    'application/json, text/csv',
    'application/*',
    '*/*',
    'json',
    '/',
    ';',
    '',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/cloudevents+avro',
    'application/json; charset=utf-8; charset=utf-16',
    `application/${'x'.repeat(500)}`,
    'application/json\u00a0',
  ])

const codings = [
  'gzip',
  'zstd',
  'identity',
  'GZIP',
  'br',
  'deflate',
  'x-gzip',
  'gzip, gzip',
  'gzip,',
  ' gzip',
  '',
  '*',
  'gzip;q=1',
]

/** Headers that a request may carry besides, some of them wrong. */
export const oddHeaders = (random: Random): Record<string, string> =>
  random.pick([
    () => ({ 'content-encoding': random.pick(codings) }),
    () => ({
      prefer: random.pick(['handling=strict', 'handling=lenient', 'handling', 'respond-async', '=', 'handling="strict"']),
    }),
    () => ({
      'idempotency-key': random.pick(['a', '"b"', '""', '"', ' ', 'x'.repeat(128), 'x'.repeat(300), 'a b', '../x', 'é']),
    }),
    () => ({ 'if-match': random.pick(['0', '"0"', '-1', '*', 'W/"0"', '', '1e3', '99999999999999999999']) }),
    () => ({ 'if-none-match': random.pick(['*', '""', 'W/"x"', 'x'.repeat(1_000)]) }),
    () => ({ 'ce-specversion': '1.0', 'ce-id': 'x' }),
    () => ({
      traceparent: random.pick(['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', '00-0-0-0', '', '\u00ff'.repeat(60)]),
    }),
    () => ({ 'x-request-id': random.pick(['ok-1', ' ', '<x>', 'x'.repeat(100)]) }),
    () => ({ accept: random.pick(['text/csv', '*/*', 'application/xml', ';;', 'text/csv;q=0', 'application/json;q=2']) }),
    () => ({ origin: 'null' }),
    () => ({ 'accept-encoding': random.pick(['gzip', 'br;q=1.0, *;q=0', 'identity;q=0']) }),
  ])()
