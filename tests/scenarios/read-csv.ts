/** The records of a CSV as RFC 4180 has them, by the header, with the byte order mark taken off. */
export const readCsv = (text: string, separator = ','): readonly Readonly<Record<string, string>>[] => {
  const [header = [], ...records] = recordsOf(text.replace(/^\ufeff/, ''), separator)
  return records.map((cells) => Object.fromEntries(header.map((id, place) => [id, cells[place] ?? ''])))
}

const recordsOf = (text: string, separator: string): readonly (readonly string[])[] => {
  const records: string[][] = []
  let cells: string[] = []
  let rest = text
  const cell = new RegExp(`^(?:"((?:[^"]|"")*)"|([^"\\r\\n${separator}]*))(${separator}|\\r?\\n|$)`)
  while (rest !== '') {
    const match = cell.exec(rest)
    if (match === null) throw new Error(`no cell begins at ${JSON.stringify(rest.slice(0, 40))}`)
    const [whole, quoted, plain = '', end] = match
    cells.push(quoted?.replaceAll('""', '"') ?? plain)
    rest = rest.slice(whole.length)
    if (end === separator) {
      if (rest === '') cells.push('')
      else continue
    }
    records.push(cells)
    cells = []
  }
  return records
}
