import { z } from 'zod'
import type { Setting } from './setting.ts'

const share = 'must be a number from 0 to 1'

/** Traces, by the variables that OpenTelemetry gives everybody. What else its exporter reads of `OTEL_EXPORTER_OTLP_…` holds as well. */
export const traceSettings = {
  tracesEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    fallback: null,
    meaning: 'Where traces are sent: a collector that takes OTLP over HTTP, without /v1/traces. Without it nothing is traced.',
    reason: 'Telemetry leaves the machine only when somebody says where to.',
    schema: z
      .string()
      .regex(/^(?:https?:\/\/[^\s/?#]+[^\s?#]*)?$/, 'must be an address such as http://collector:4318')
      .transform((text) => (text === '' ? null : text)) // OpenTelemetry: an empty variable is one that is not set
      .nullable(),
  },
  tracesShare: {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    fallback: '1',
    meaning:
      'The share of traces, from 0 to 1, that is kept of those that begin here; who brings a trace has decided for itself.',
    reason: 'An auditor finds the trace of every event; less where there are thousands of requests a second.',
    schema: z
      .string()
      .regex(/^(?:0|1|0?\.\d{1,9}|1\.0{1,9})$/, share)
      .transform(Number),
  },
} as const satisfies Record<string, Setting>
