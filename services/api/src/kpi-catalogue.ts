import { type AnyMeasure, derived, grainsOf, kpiChart, kpis } from '@daybook/projections'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { openPage, pageOf } from './entry-pages.ts'
import { notModified } from './problem-schema.ts'
import { sendTagged } from './read-answers.ts'
import { paging, times } from './read-query.ts'
import type { ReadDependencies } from './reads.ts'

const scopes = ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'] as const

/** Whose figure it is. */
export const ScopeName = z.enum(scopes)

const KpiEntry = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    definition: z.string(),
    version: z.int(),
    unit: z.string(),
    kind: z.enum(['flow', 'stock', 'plan']).describe('flow: happenings of a period; stock: the state on a day; plan: set ahead'),
    view: z.enum(['credit', 'book', 'owner']),
    scopes: z.array(ScopeName),
    grains: z.array(z.enum(['month', 'quarter', 'year'])),
    chart: z.enum(['columns', 'line']).describe('How its course is drawn'),
    href: z.string(),
  })
  .meta({
    id: 'KpiEntry',
    examples: [
      {
        name: 'buying-accounts',
        title: 'Buying accounts',
        definition: 'Accounts with at least one qualifying order in the period, by the rep credited for it.',
        version: 1,
        unit: 'accounts',
        kind: 'flow',
        view: 'credit',
        scopes: ['org', 'team', 'rep'],
        grains: ['month', 'quarter', 'year'],
        chart: 'columns',
        href: '/v1/kpis/buying-accounts',
      },
    ],
  })
type KpiEntry = z.infer<typeof KpiEntry>

/** Every KPI and ratio of the catalogue that can be asked for by name, also those that no list shows. */
export const measures: ReadonlyMap<string, AnyMeasure> = new Map([...kpis, ...derived].map((measure) => [measure.name, measure]))

/** The versions of all definitions: what a list of them depends on. */
export const definitions = [...measures.values()].map(({ name, version }) => `${name}@${version}`).join(' ')

const KpiList = z
  .strictObject({ items: z.array(KpiEntry), nextCursor: z.string().optional() })
  .meta({ id: 'KpiList', examples: [{ items: KpiEntry.meta()?.examples ?? [] }] })
const schema = {
  operationId: 'listKpis',
  tags: ['kpis'],
  summary: 'The KPIs that can be asked for',
  querystring: z.strictObject({ minPosition: times.minPosition, ...paging }),
  response: { 200: KpiList, ...notModified },
}

/** `/v1/kpis`. */
export const kpiCatalogueRoutes: FastifyPluginCallbackZod<Pick<ReadDependencies, 'times'>> = (app, { times: resolver }, done) => {
  const items = [...measures.values()].filter(isListed).map(entryOf)
  app.get('/v1/kpis', { schema }, async (request, reply) => {
    const page = await openPage('kpis', request.query, resolver)
    return sendTagged(reply, { times: page.times, versions: definitions, isLasting: true }, async () => pageOf(items, page))
  })
  done()
}

const isListed = (measure: AnyMeasure): boolean => !('listed' in measure) || measure.listed !== false

const entryOf = (measure: AnyMeasure): KpiEntry => ({
  name: measure.name,
  title: measure.title,
  definition: measure.definition,
  version: measure.version,
  unit: measure.unit,
  kind: measure.kind,
  view: measure.view,
  scopes: [...measure.scopes],
  grains: [...grainsOf(measure)],
  chart: kpiChart(measure).mark,
  href: `/v1/kpis/${measure.name}`,
})
