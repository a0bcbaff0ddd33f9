/**
 * An instant, given in milliseconds since 1970, as it is answered: RFC 3339 in UTC, with milliseconds only when they are not zero.
 * Domain 1.3.
 *
 * @example instantText(1740787200000) // '2025-03-01T00:00:00Z'
 */
export const instantText = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z')
