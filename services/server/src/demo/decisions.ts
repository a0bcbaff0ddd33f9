import { addDays, type Day } from '@daybook/domain'
import { accounts } from './cast.ts'
import { at, type CloudEvent, day, entry } from './entry.ts'
import type { Absence } from './purchases.ts'
import { handedOver, splitAccount } from './reference.ts'

type Loss = {
  readonly accountId: string
  readonly from: Day
  readonly recorded: Day
  readonly reasonCode: string
  readonly reasonClass: 'inevitable' | 'preventable'
  readonly competitor?: string
  readonly note?: string
  readonly wonBackOn?: Day
  /** The day on which somebody found that it was no loss at all. */
  readonly retractedOn?: Day
}

const losses: readonly Loss[] = [
  {
    accountId: 'A103',
    from: day('2024-09-30'),
    recorded: day('2024-10-08'),
    reasonCode: 'competitor',
    reasonClass: 'preventable',
    competitor: 'Brightline Industrial',
    wonBackOn: day('2025-03-17'),
  },
  {
    accountId: 'A129',
    from: day('2025-02-14'),
    recorded: day('2025-02-20'),
    reasonCode: 'closed-business',
    reasonClass: 'inevitable',
    note: 'The college closed its workshop.',
  },
  {
    accountId: 'A147',
    from: day('2025-06-30'),
    recorded: day('2025-07-22'),
    reasonCode: 'price',
    reasonClass: 'preventable',
    competitor: 'Carolina Wholesale',
  },
  {
    accountId: 'A163',
    from: day('2025-10-31'),
    recorded: day('2025-11-04'),
    reasonCode: 'service',
    reasonClass: 'preventable',
    note: 'Two late deliveries in the harvest.',
  },
  {
    accountId: 'A186',
    from: day('2025-08-01'),
    recorded: day('2025-08-05'),
    reasonCode: 'relocated',
    reasonClass: 'inevitable',
    retractedOn: day('2025-08-19'),
  },
]

/** When which accounts did not buy because they were lost; a loss taken back never was one. */
export const absences: readonly Absence[] = losses
  .filter(({ retractedOn }) => retractedOn === undefined)
  .map(({ accountId, from, wonBackOn = null }) => ({ accountId, from, until: wonBackOn }))

type Decision = Pick<CloudEvent, 'id' | 'type' | 'data'> & { readonly accountId: string; readonly day: Day }

const decided = ({ accountId, id, type, day: on, data }: Decision): CloudEvent =>
  entry({ source: 'crm', id, type, subject: accountId, day: on, minute: at(16, 40), data: { accountId, ...data } })

const whole = (repId: string): readonly unknown[] => [{ repId, basisPoints: 10_000 }]

/** Losses, win-backs and the accounts that changed hands. */
export const decisionEntries = (): readonly CloudEvent[] => [
  ...losses.flatMap(lossEntries),
  ...accounts
    .filter(({ owner, since = '' }) => owner === 'R6' && since < handedOver)
    .map(({ accountId }) =>
      decided({
        accountId,
        id: `assigned-${accountId}-2`,
        type: 'AccountAssigned',
        day: addDays(handedOver, -5),
        data: { owners: whole('R6'), effectiveOn: handedOver, reason: 'new territory' },
      }),
    ),
  ...handovers(),
  refusedAssignment(),
]

const lossEntries = (loss: Loss): readonly CloudEvent[] => {
  const { accountId, from, recorded, wonBackOn, retractedOn, ...why } = loss
  const id = `lost-${accountId}`
  return [
    decided({ accountId, id, type: 'AccountLost', day: recorded, data: { effectiveOn: from, ...why } }),
    ...(wonBackOn
      ? [decided({ accountId, id: `won-${accountId}`, type: 'AccountWonBack', day: wonBackOn, data: { effectiveOn: wonBackOn } })]
      : []),
    ...(retractedOn
      ? [
          decided({
            accountId,
            id: `kept-${accountId}`,
            type: 'AccountLossRetracted',
            day: retractedOn,
            data: { corrects: { source: 'crm', id }, effectiveOn: from, reason: 'moved within the city and stayed' },
          }),
        ]
      : []),
  ]
}

/** In the middle of a month, backwards in time, and with a mistake put right. */
const handovers = (): readonly CloudEvent[] => [
  decided({
    accountId: 'A109',
    id: 'assigned-A109-2',
    type: 'AccountAssigned',
    day: day('2025-05-14'),
    data: { owners: whole('R2'), effectiveOn: '2025-05-15', reason: 'plant moved to the mid-Atlantic desk' },
  }),
  decided({
    accountId: 'A170',
    id: 'assigned-A170-2',
    type: 'AccountAssigned',
    day: day('2025-09-11'),
    data: { owners: whole('R5'), effectiveOn: '2025-08-18', reason: 'handed over in August, entered in September' },
  }),
  decided({
    accountId: 'A126',
    id: 'assigned-A126-2',
    type: 'AccountAssigned',
    day: day('2025-07-01'),
    data: { owners: whole('R1'), effectiveOn: '2025-07-01', reason: 'bought by a chain in New England' },
  }),
  decided({
    accountId: 'A126',
    id: 'assigned-A126-2-corrected',
    type: 'AssignmentCorrected',
    day: day('2025-07-10'),
    data: {
      corrects: { source: 'crm', id: 'assigned-A126-2' },
      owners: whole('R1'),
      effectiveOn: '2025-07-07',
      reason: 'the sale of the chain closed a week later',
    },
  }),
  decided({
    accountId: splitAccount,
    id: `assigned-${splitAccount}-2`,
    type: 'AccountAssigned',
    day: day('2025-01-02'),
    data: {
      owners: [
        { repId: 'R3', basisPoints: 5_000 },
        { repId: 'R2', basisPoints: 5_000 },
      ],
      effectiveOn: '2025-01-01',
      reason: 'half and half from the new year',
    },
  }),
]

/** A decision that the business refuses: a lost account must be won back before anybody gets it. It waits in the quarantine. */
const refusedAssignment = (): CloudEvent =>
  decided({
    accountId: 'A147',
    id: 'assigned-A147-2',
    type: 'AccountAssigned',
    day: day('2025-08-12'),
    data: { owners: whole('R2'), effectiveOn: '2025-08-12', reason: 'hand over to the mid-Atlantic desk' },
  })
