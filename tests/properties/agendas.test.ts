import { outside, type Recorded, readOutside } from '@daybook/domain'
import { expect, test } from 'vitest'
import { randomFrom } from './random.ts'
import { withAgendas } from './random-agendas.ts'
import { randomHistory } from './random-history.ts'
import { reproduce, seedsOf, tell } from './seeds.ts'

const histories = seedsOf(150).map((seed) => withAgendas(randomHistory(seed, 60), randomFrom(seed)))

const each = (check: (events: readonly Recorded[]) => void): void => {
  for (const { seed, events } of histories) {
    try {
      check(events)
    } catch (cause) {
      throw new Error(reproduce(seed, import.meta.filename), { cause })
    }
  }
}

test('no account ever has two open plans of one kind for the same day', () => {
  let opened = 0
  each((events) => {
    const open = new Map<string, Extract<Recorded, { type: 'PlanOpened' }>>()
    for (const event of events) {
      if (event.type === 'PlanClosed') open.delete(event.data.planId)
      if (event.type !== 'PlanOpened') continue
      for (const { effectiveOn, data } of open.values()) {
        const isAlike = data.accountId === event.data.accountId && data.periodType === event.data.periodType
        const isApart = data.effectiveUntil <= event.effectiveOn || event.data.effectiveUntil <= effectiveOn
        expect(!isAlike || isApart, `${data.planId} and ${event.data.planId}`).toBe(true)
      }
      open.set(event.data.planId, event)
      opened += 1
    }
  })
  tell(
    import.meta.filename,
    histories.map(({ seed }) => seed),
    { plans: opened },
  )
  expect(opened).toBeGreaterThan(histories.length)
})

test('no prospect ever stands on the lists of two sellers, and no list is too long', () => {
  each((events) => {
    const lists = new Map<string, { targets: readonly string[]; leads: readonly string[] }>()
    for (const event of events) {
      if (event.type !== 'TargetsSet' && event.type !== 'LeadsSet') continue
      const { repId, accountIds } = event.data
      const list = lists.get(repId) ?? { targets: [], leads: [] }
      lists.set(repId, event.type === 'TargetsSet' ? { ...list, targets: accountIds } : { ...list, leads: accountIds })
      const all = [...lists.values()].flatMap(({ targets, leads }) => [...new Set([...targets, ...leads])])
      expect(new Set(all).size).toBe(all.length)
      expect(accountIds.length).toBeLessThanOrEqual(event.type === 'TargetsSet' ? 9 : 10)
    }
  })
})

test('every node of a plan hangs below one that was there before it', () => {
  each((events) => {
    const nodes = new Set<string>()
    for (const { type, data } of events) {
      if (type === 'StrategyAdded') expect(nodes).toContain(`${data.planId} ${data.goalId}`)
      if (type === 'InitiativeAdded') expect(nodes).toContain(`${data.planId} ${data.strategyId}`)
      if (type === 'TacticAdded') expect(nodes).toContain(`${data.planId} ${data.initiativeId}`)
      if (type === 'GoalAdded') nodes.add(`${data.planId} ${data.goalId}`)
      if (type === 'StrategyAdded') nodes.add(`${data.planId} ${data.strategyId}`)
      if (type === 'InitiativeAdded') nodes.add(`${data.planId} ${data.initiativeId}`)
    }
  })
})

test('a review names as many KEY accounts as it says, and each of them has reached its level', () => {
  each((events) => {
    for (const { type, data } of events) {
      if (type !== 'KeyReviewRun') continue
      const made = events.flatMap((one) =>
        one.type === 'AccountClassified' && one.data.reviewId === data.reviewId ? [one.data] : [],
      )
      const key = made.filter(({ designation }) => designation === 'KEY')
      expect([made.length, key.length]).toEqual([data.nClients, data.keyCount])
      expect(key.length).toBeGreaterThanOrEqual(data.k)
      for (const { r12Sales, designation } of made) expect(Number(r12Sales) >= Number(data.keyLevel)).toBe(designation === 'KEY')
    }
  })
})

test('what was recorded may come in again as it was stored, in its own normal form', () => {
  each((events) => {
    for (const { type, effectiveOn, data } of events) {
      if (outside[type].group({ ...data }) === null && !/^(?:Opportunity|Pdp|Tactic|Goal)/.test(type)) continue
      const read = readOutside(type, { ...data, effectiveOn })
      expect(read).toMatchObject({ ok: true, value: { type, effectiveOn } })
    }
  })
})
