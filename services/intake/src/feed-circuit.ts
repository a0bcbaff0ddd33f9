/** Tells when too much of a topic is put aside: a sender with a broken schema must not fill the quarantine (streaming 5). */
export type Circuit = {
  /** Counts records in order; true when more than the share of the last `window` of them was put aside. */
  readonly count: (records: number, aside: number) => boolean
  /** Of the last records, how many were put aside. */
  readonly aside: () => number
}

/** `percent` of the last `window` records may be put aside; of a topic that has had fewer, as many. */
export const openCircuit = ({ percent, window }: { readonly percent: number; readonly window: number }): Circuit => {
  const chunks: { readonly records: number; readonly aside: number }[] = []
  let records = 0
  let aside = 0
  return {
    count: (more, moreAside) => {
      chunks.push({ records: more, aside: moreAside })
      records += more
      aside += moreAside
      for (let first = chunks[0]; first !== undefined && records - first.records >= window; first = chunks[0]) {
        chunks.shift()
        records -= first.records
        aside -= first.aside
      }
      // Whole chunks are counted, so the last ones may be somewhat more than the window.
      return aside * 100 > percent * Math.max(window, records)
    },
    aside: () => aside,
  }
}
