import type { z } from 'zod'
import type { PdpId } from './ids.ts'
import { type OutsideType, outsideType, type Situation, stateOf, undated, wire } from './outside-type.ts'
import {
  FollowUpHeld,
  PdpClosed,
  type PdpCommand,
  type PdpEvent,
  PdpInitiativeAgreed,
  PdpInitiativeCompleted,
  PdpInitiativeMissed,
  PdpInitiativeRescheduled,
  PdpOpened,
  pdp,
} from './pdp.ts'
import { streams } from './streams.ts'

type OfPdp = { pdpId: PdpId }

const stream = ({ pdpId }: OfPdp) => streams.pdp(pdpId)

/** A decision of a development plan: `command` says what is decided, the rest is the same for all. */
const decision = <Data extends OfPdp>(
  type: PdpEvent['type'],
  data: z.ZodType<Data>,
  { command, ...options }: { command: (situation: Situation<Data>) => PdpCommand; mayBeForwardDated?: boolean },
): OutsideType =>
  outsideType<Data>(type, {
    kind: 'decision',
    data,
    stream,
    decide: (situation) => pdp.decide(stateOf(pdp, situation.streams.get(stream(situation.data))), command(situation)),
    ...options,
  })

const { sourceGaps, ...openedShape } = PdpOpened.shape.data.shape

/** Performance development plans, as they come in. */
export const pdpTypes = {
  PdpOpened: decision('PdpOpened', wire({ ...openedShape, sourceGaps: sourceGaps.exactOptional() }), {
    mayBeForwardDated: true,
    command: ({ effectiveOn, data, calendar }) => {
      const { sourceGaps: gaps = [], ...rest } = undated(data)
      return { type: 'OpenPdp', effectiveOn, data: { ...rest, sourceGaps: gaps }, calendar }
    },
  }),
  PdpInitiativeAgreed: decision('PdpInitiativeAgreed', wire(PdpInitiativeAgreed.shape.data.shape), {
    mayBeForwardDated: true,
    command: ({ effectiveOn, data }) => ({ type: 'AgreePdpInitiative', effectiveOn, data: undated(data) }),
  }),
  FollowUpHeld: decision('FollowUpHeld', wire(FollowUpHeld.shape.data.shape), {
    command: ({ effectiveOn, data }) => ({ type: 'HoldFollowUp', effectiveOn, data: undated(data) }),
  }),
  PdpInitiativeCompleted: decision('PdpInitiativeCompleted', wire(PdpInitiativeCompleted.shape.data.shape), {
    command: ({ effectiveOn, data }) => ({ type: 'CompletePdpInitiative', effectiveOn, data: undated(data) }),
  }),
  PdpInitiativeMissed: decision('PdpInitiativeMissed', wire(PdpInitiativeMissed.shape.data.shape), {
    command: ({ effectiveOn, data }) => ({ type: 'MissPdpInitiative', effectiveOn, data: undated(data) }),
  }),
  PdpInitiativeRescheduled: decision('PdpInitiativeRescheduled', wire(PdpInitiativeRescheduled.shape.data.shape), {
    command: ({ effectiveOn, data }) => ({ type: 'ReschedulePdpInitiative', effectiveOn, data: undated(data) }),
  }),
  PdpClosed: decision('PdpClosed', wire(PdpClosed.shape.data.shape), {
    command: ({ effectiveOn, data }) => ({ type: 'ClosePdp', effectiveOn, data: undated(data) }),
  }),
}
