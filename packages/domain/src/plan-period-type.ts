import { editsBetween } from './nearest-name.ts'

/** The usual words for how long a plan is. Others are words of the book: a plan may be for a season, or a campaign. */
const usualWords = ['month', 'monthly', 'quarter', 'quarterly', 'half-year', 'half-yearly', 'year', 'yearly', 'annual']

/**
 * The usual word that was meant by one that is a single letter off, or has two letters the wrong way round; null where the word stands for
 * itself. Plans of one kind are told apart from others by the word, so that a misspelt one would overlap with none.
 *
 * @example meantPeriodType('anual') // 'annual'
 */
export const meantPeriodType = (word: string): string | null => {
  const written = word.toLowerCase()
  if (usualWords.includes(written)) return null
  return usualWords.find((usual) => editsBetween(written, usual) === 1) ?? null
}
