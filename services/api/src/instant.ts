const withOffset = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+ -]\d\d:\d\d)$/i

/**
 * Milliseconds since 1970 of an instant in RFC 3339 with its offset, or null. A plus sign that the address turned into a space is
 * read as the plus it was.
 */
export const readInstant = (text: string): number | null => {
  if (!withOffset.test(text)) return null
  const instant = Date.parse(text.replace(' ', '+').toUpperCase())
  return Number.isNaN(instant) ? null : instant
}
