const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * Ids in the form of ULIDs that rise within one life of a program, whatever its clock does. The number of the life stands where chance
 * keeps those of the product apart: two lives give different ones, also at one instant.
 */
export const risingIds = (clock: () => number, life: number): (() => string) => {
  let last = 0
  let count = 0
  return () => {
    last = Math.max(last, clock())
    count += 1
    return inBase32(last, 10) + inBase32(life, 8) + inBase32(count, 8)
  }
}

const inBase32 = (value: number, length: number): string => {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = digits.charAt(rest % 32) + text
  return text
}
