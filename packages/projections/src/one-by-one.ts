/** What is found for each item, one after the other: a book may have many of them, and a server has few connections. */
export const oneByOne = <Item, Found>(items: readonly Item[], find: (item: Item) => Promise<Found>): Promise<readonly Found[]> =>
  items.reduce<Promise<Found[]>>(
    (before, item) =>
      before.then((found) =>
        find(item).then((next) => {
          found.push(next)
          return found
        }),
      ),
    Promise.resolve([]),
  )
