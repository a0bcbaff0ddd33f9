/** Whether `Prefer` (RFC 7240) asks for strict handling. @example isStrict('respond-async, handling="strict"') // true */
export const isStrict = (header: string | readonly string[] | undefined): boolean =>
  [header ?? []]
    .flat()
    .flatMap((value) => value.split(','))
    .map((preference) => preference.split(';', 1).join('').replaceAll(/["\s]/g, '').toLowerCase())
    .includes('handling=strict')
