import type { Planting } from '../../../properties/planted/planting.ts'

const intake = (file: string): string => `services/intake/src/${file}`
const eventStore = (file: string): string => `packages/event-store/src/${file}`
const readModel = (file: string): string => `packages/read-model/src/${file}`
const projections = (file: string): string => `packages/projections/src/${file}`
const projector = (file: string): string => `services/projector/src/${file}`

const appending = '    const result = await appendTo(store, staging, head)\n'
const asIfAppended =
  "{ status: 'appended', position: head.position + BigInt(staging.eventCount()), recordedAt: head.recordedAt ?? 0, positions: staging.events().map(({ position }) => position) }"

/** Answers that promise too much, and identities that are forgotten. */
const inIntake: readonly Planting[] = [
  {
    name: 'answer-before-commit',
    what: 'B01: what was judged is answered before it is committed',
    file: intake('committer.ts'),
    text: appending,
    replacement: `    appendTo(store, staging, head).catch(() => undefined)\n    const result = ${asIfAppended}\n`,
  },
  {
    name: 'unknown-is-success',
    what: 'B08: an append whose outcome is unknown is answered as if it were stored',
    file: intake('committer.ts'),
    text: appending,
    replacement: `    const result = await appendTo(store, staging, head).catch(() => (${asIfAppended}))\n`,
  },
  {
    name: 'held-after-commit',
    what: 'B22: side records are written after the commit of their batch, and not waited for',
    file: intake('committer.ts'),
    text: '  if (appends.length + records.length > 0) return store.append({ appends, records })\n',
    replacement:
      '  if (appends.length > 0) {\n    const result = await store.append({ appends })\n    store.append({ appends: [], records }).catch(() => undefined)\n    return result\n  }\n  if (records.length > 0) store.append({ appends: [], records }).catch(() => undefined)\n',
  },
  {
    name: 'held-by-millisecond',
    what: 'what is put aside within one millisecond is put aside under one id',
    file: intake('held-shelf.ts'),
    text: '  heldId: sender.newId(),\n',
    replacement: "  heldId: sender.newId().slice(0, 10).padEnd(26, '0'),\n",
  },
  {
    name: 'key-apart-from-effect',
    what: 'the answer of an idempotency key and the progress of an import do not commit with their effect',
    file: intake('sitting.ts'),
    text: 'for (const record of batch.alongside(judged.map(({ outcome }) => outcome))) into.put(record)',
    replacement: 'batch.alongside(judged.map(({ outcome }) => outcome))',
  },
  {
    name: 'offset-before-events',
    what: 'B20: the place of a partition is stored before the events that lie before it',
    file: intake('feed-sink.ts'),
    text: "    const batch: Batch = {\n      ...plainBatch(items, sender, { transport: 'kafka', topic, partition }),\n      trace: span?.context,\n      bytes,\n      alongside: () => [this.#record(chunk, { next: chunk.next, expected: stored })],\n    }\n",
    replacement:
      "    await this.#change(chunk, { next: chunk.next, expected: stored })\n    const batch: Batch = { ...plainBatch(items, sender, { transport: 'kafka', topic, partition }), bytes }\n",
  },
  {
    name: 'offset-not-compared',
    what: 'B21: the place of a partition is changed whatever it was',
    file: intake('feed-sink.ts'),
    text: 'return { collection, key: keyOfPlace(at), body, expected }',
    replacement: 'return { collection, key: keyOfPlace(at), body }',
  },
  {
    name: 'no-expected-revision',
    what: 'B04: an append is written whatever revision it was decided upon',
    file: eventStore('judge.ts'),
    text: '  if (actual === expectedRevision) return null\n',
    replacement: '  return null\n',
  },
  {
    name: 'identity-for-a-day',
    what: 'B05: an identity is forgotten after 24 hours',
    file: eventStore('in-memory.ts'),
    text: '    return this.#events[this.#positions.get(eventId) ?? -1] ?? null\n',
    replacement:
      '    const found = this.#events[this.#positions.get(eventId) ?? -1] ?? null\n    return found !== null && this.#clock() - found.recordedAt > 86_400_000 ? null : found\n',
  },
  {
    name: 'identity-looked-up-before',
    what: 'B06: identities are looked up before the append, and not again in it',
    file: eventStore('judge.ts'),
    text: 'if (recorded !== null || batch.eventIds.has(eventId))',
    replacement: 'if (batch.eventIds.has(eventId))',
  },
  {
    name: 'already-true-forgotten',
    what: 'a decision that was already true when it came is carried out when it comes again (found by a seed)',
    file: intake('judge.ts'),
    text: '      at.bench.staging.put({ collection: alreadyTrue, key: item.eventId, body: item.payloadHash })\n',
    replacement: '',
  },
  {
    name: 'clock-goes-back',
    what: 'the recorded time is that of the clock, also when it goes back',
    file: eventStore('in-memory.ts'),
    text: 'event.recordedAt ?? Math.max(this.#head().recordedAt ?? now, now)',
    replacement: 'event.recordedAt ?? now',
  },
  {
    name: 'day-in-greenwich',
    what: 'B23: the day of an instant is told in UTC, not in the reporting zone',
    file: 'packages/domain/src/day.ts',
    text: "if (zone === 'UTC') return",
    replacement: "if (zone !== '') return",
  },
]

/** Posting that skips, doubles or tears. */
const inPosting: readonly Planting[] = [
  {
    name: 'checkpoint-before-entries',
    what: 'B03: the checkpoint moves before the entries are stored',
    file: readModel('in-memory.ts'),
    text: '      refuseMisfits(rows, batch)\n',
    replacement: '      checkpoint.position = batch.to\n      refuseMisfits(rows, batch)\n',
  },
  {
    name: 'epoch-not-checked',
    what: 'B09: a batch is posted whatever epoch it was made under',
    file: readModel('in-memory.ts'),
    text: '  assertEpoch(batch.epoch, checkpoint.epoch)\n',
    replacement: '',
  },
  {
    name: 'switch-not-fenced',
    what: 'B09: generations are switched whatever epoch their projector holds',
    file: readModel('in-memory-generations.ts'),
    text: '      if (epoch !== null) assertEpoch(epoch, (await former.readModel.checkpoint()).epoch)\n',
    replacement: '',
  },
  {
    name: 'last-seen',
    what: 'B11: the checkpoint moves to the last event seen, not to the last one posted',
    file: projector('posting.ts'),
    text: 'from, to: last.position }',
    replacement: 'from, to: (await eventStore.head()).position }',
  },
  {
    name: 'hole-skipped',
    what: 'B12: a position that is missing is passed over',
    file: projector('posting.ts'),
    text: '  assertContiguous(events, from)\n',
    replacement: '',
  },
  {
    name: 'exception-swallowed',
    what: 'B14: an event at which the code throws is passed over',
    file: projector('posting.ts'),
    text: '    poster.post(event)\n',
    replacement: '    try { poster.post(event) } catch { continue }\n',
  },
  {
    name: 'incomplete-not-marked',
    what: 'B14: an event that could not be applied leaves no mark on the cells it concerns',
    file: projections('post.ts'),
    text: '    posting.incomplete(accounts.kpis, { partition, event, fault })\n',
    replacement: '    if (fault === null) throw fault\n',
  },
  {
    name: 'rebuild-truncates',
    what: 'B15: a rebuild empties the ledgers that answer',
    file: readModel('in-memory-generations.ts'),
    text: "    create: async () => add('building'),\n",
    replacement:
      "    create: async () => {\n      kept.set(counter.active, { readModel: openInMemoryReadModel(), state: 'active' })\n      return add('building')\n    },\n",
  },
  {
    name: 'missing-reversal',
    what: 'B17: a correction posts the new entries and never reverses the old ones',
    file: projections('diff.ts'),
    text: 'if (former.length > 0)',
    replacement: 'if (former.length < 0)',
  },
  {
    name: 'notice-missed',
    what: 'whoever waits for new events is woken by the second one only',
    file: eventStore('wake-ups.ts'),
    text: 'if (head > position) wake()',
    replacement: 'if (head > position + 1n) wake()',
  },
]

/** Answers that change, tear or err. */
const inAnswers: readonly Planting[] = [
  {
    name: 'late-at-its-own-month',
    what: 'B16: a fact that came late counts also in what was known before it came',
    file: readModel('in-memory-rows.ts'),
    text: 'cell(query).filter((row) => row.position <= position && (query.day',
    replacement: 'cell(query).filter((row) => (row.position <= position || row.day < (query.day ?? 0) - 31) && (query.day',
  },
  {
    name: 'day-excluded',
    what: 'B18: facts of the very day asked for do not count',
    file: readModel('in-memory-rows.ts'),
    text: 'row.day <= query.day)',
    replacement: 'row.day < query.day)',
  },
  {
    name: 'position-of-each-join',
    what: 'B19: what is known is resolved anew for each read of one answer',
    file: readModel('answers/amounts.ts'),
    text: 'await this.#readModel.totals(queries, position)',
    replacement: 'await this.#readModel.totals(queries, (await this.#readModel.checkpoint()).position)',
  },
  {
    name: 'float-sums',
    what: 'B24: amounts are added as floating-point numbers',
    file: readModel('measures.ts'),
    text: '(sums[column] ?? 0n) + (measures[column] ?? 0n)',
    replacement: 'BigInt(Number(sums[column] ?? 0n) + Number(measures[column] ?? 0n))',
  },
]

/** The kit of the simulator: one that lets one of these pass proves nothing. */
export const plantedBugs: readonly Planting[] = [...inIntake, ...inPosting, ...inAnswers]
