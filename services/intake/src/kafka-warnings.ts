/** `process.emitWarning`, in whichever of its forms it is called: the words or an error first, then the kind of it. */
type Warn = (...given: readonly unknown[]) => void

/**
 * `warn` without the one warning that kafkajs brings about on each connection on Node 24: it asks for a timer of less than nothing, and
 * gets one of a millisecond, as it always did (tulios/kafkajs#1751). The same warning from anybody else's code is a mistake and passes.
 * `callers` gives the stack of the call.
 */
export const withoutKafkaTimeouts =
  (warn: Warn, callers = (): string => new Error('callers').stack ?? ''): Warn =>
  (...given) => {
    if (kindOf(given) === 'TimeoutNegativeWarning' && fromKafka.test(callers())) return
    Reflect.apply(warn, process, given)
  }

let installed = false

/** Keeps that warning, and no other, out of this process's output. Once is enough; again does nothing. */
export const dropKafkaTimeouts = (): void => {
  if (installed) return
  installed = true
  process.emitWarning = withoutKafkaTimeouts(process.emitWarning as Warn) // Sound: is only passed what somebody gave to it
}

const fromKafka = /[\\/]node_modules[\\/]kafkajs[\\/]/

const kindOf = ([words, kind]: readonly unknown[]): unknown => {
  if (words instanceof Error) return words.name
  if (typeof kind === 'object' && kind !== null && 'type' in kind) return kind.type
  return kind
}
