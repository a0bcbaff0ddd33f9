import type { HeldFlag } from '@daybook/projections'
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { type CommandDependencies, commandRoutes } from './commands.ts'
import { diffRoutes } from './diff.ts'
import { type EventDependencies, eventRoutes } from './events.ts'
import { explainRoutes } from './explain.ts'
import { openFindings } from './findings.ts'
import { buildFrame, type FrameOptions } from './frame.ts'
import { impactRoutes } from './impact.ts'
import { kpiCatalogueRoutes } from './kpi-catalogue.ts'
import { kpiRoutes } from './kpis.ts'
import { type OperatingDependencies, operatingRoutes } from './operating.ts'
import { problemPages } from './problem-pages.ts'
import { projectionDifferences } from './projection-differences.ts'
import { type ProjectionControl, projectionRoutes } from './projections.ts'
import { openReadAnswers } from './read-answers.ts'
import { replayRoutes } from './replay.ts'
import { reportRoutes } from './reports.ts'
import { type StreamDependencies, streamRoutes } from './stream.ts'
import { openTimeResolver, type TimeSources } from './times.ts'
import { verifyRoutes } from './verify.ts'

/** What the routes of the api need; the server supplies it. */
export type ApiDependencies = OperatingDependencies &
  TimeSources &
  Omit<CommandDependencies, 'completed'> &
  Pick<StreamDependencies, 'progress' | 'streams'> & {
    readonly eventStore: EventDependencies['eventStore']
    readonly projections: ProjectionControl
    /** The items that the intake has put aside. */
    readonly held?: () => Promise<readonly HeldFlag[]>
  }

/** All routes of the api, to be registered on a frame. */
export const apiRoutes: FastifyPluginCallback<ApiDependencies> = (app, dependencies, done) => {
  const times = openTimeResolver(dependencies)
  const reads = { times, reads: openReadAnswers(times) }
  app.register(operatingRoutes, dependencies)
  app.register(problemPages)
  app.register(kpiCatalogueRoutes, { times })
  const held = dependencies.held ?? null
  app.register(kpiRoutes, { ...reads, held })
  for (const routes of [explainRoutes, replayRoutes, diffRoutes]) app.register(routes, reads)
  const { damage } = dependencies
  app.register(verifyRoutes, { ...reads, ...(damage === undefined ? {} : { damage }) })
  app.register(reportRoutes, { ...reads, held })
  for (const routes of [eventRoutes, impactRoutes])
    app.register(routes, { times: reads.times, eventStore: dependencies.eventStore })
  app.register(commandRoutes, { ...dependencies, completed: openFindings(times, dependencies) })
  app.register(projectionRoutes, { times, projections: dependencies.projections, bodyMs: dependencies.bodyMs })
  app.register(projectionDifferences, { times, projections: dependencies.projections })
  app.register(streamRoutes, { ...dependencies, times })
  done()
}

/** The api alone on a frame of its own, not listening, so that tests use `inject`. */
export const buildApi = (dependencies: ApiDependencies, frame: Omit<FrameOptions, 'version'> = {}): FastifyInstance => {
  const app = buildFrame({ ...frame, version: dependencies.version })
  app.register(apiRoutes, dependencies)
  return app
}
