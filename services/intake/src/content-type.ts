import { IntakeFailure, problem } from './problems.ts'

/**
 * The media type of a request, if it is one of `taken`. Matched exactly once its parameters are off: a malformed content type that
 * slips past a check is a known way around validation. The only charset is UTF-8.
 *
 * @example mediaTypeOf('application/json; charset=utf-8', ['application/json']) // 'application/json'
 */
export const mediaTypeOf = <Taken extends string>(header: string | undefined, taken: readonly Taken[]): Taken => {
  const [type = '', ...parameters] = (header ?? '').split(';')
  const found = taken.find((one) => one === type.toLowerCase())
  if (found !== undefined && hasUtf8(parameters)) return found
  throw new IntakeFailure(problem('unsupported-media-type', `the content type must be ${taken.join(' or ')}, in UTF-8`))
}

/** Whether the parameters of a media type leave its text in UTF-8: what else they say is not looked at. */
export const hasUtf8 = (parameters: readonly string[]): boolean =>
  parameters.every((parameter) => {
    const [name, value = ''] = parameter.split('=').map((part) => part.trim().toLowerCase())
    return name !== 'charset' || value === 'utf-8' || value === '"utf-8"'
  })
