// The people, products and customers of the sample book: a distributor of workshop and packaging supplies. All invented.

export const company = 'Harbour & Vale Supply'

type RepName = 'R1' | 'R2' | 'R3' | 'R4' | 'R5' | 'R6'

export const teams = [
  { teamId: 'T-ATLANTIC', name: 'Atlantic' },
  { teamId: 'T-PACIFIC', name: 'Pacific' },
] as const

type Rep = {
  readonly repId: RepName
  readonly name: string
  readonly teamId: string
  readonly hiredOn: string
  /** Sales over quota, by year, in percent: what the quotas are set to lead to. */
  readonly attainment: { readonly 2024: number; readonly 2025: number }
}

export const reps: readonly Rep[] = [
  { repId: 'R1', name: 'Ana Ferreira', teamId: 'T-ATLANTIC', hiredOn: '2024-01-01', attainment: { 2024: 103, 2025: 108 } },
  { repId: 'R2', name: 'Ben Okafor', teamId: 'T-ATLANTIC', hiredOn: '2024-01-01', attainment: { 2024: 97, 2025: 101 } },
  { repId: 'R3', name: 'Clara Lindqvist', teamId: 'T-ATLANTIC', hiredOn: '2024-01-01', attainment: { 2024: 101, 2025: 84 } },
  { repId: 'R4', name: 'Daniel Reyes', teamId: 'T-PACIFIC', hiredOn: '2024-01-01', attainment: { 2024: 94, 2025: 93 } },
  { repId: 'R5', name: 'Emi Tanaka', teamId: 'T-PACIFIC', hiredOn: '2024-01-01', attainment: { 2024: 106, 2025: 112 } },
  { repId: 'R6', name: 'Farid Haddad', teamId: 'T-PACIFIC', hiredOn: '2024-06-03', attainment: { 2024: 88, 2025: 97 } },
]

type Product = { readonly productId: string; readonly name: string; readonly family: string; readonly cents: number }

export const products: readonly Product[] = [
  { productId: 'AB-120', name: 'Flap discs, box of 100', family: 'abrasives', cents: 18_450 },
  { productId: 'AB-240', name: 'Sanding belts, carton', family: 'abrasives', cents: 26_900 },
  { productId: 'FA-010', name: 'Hex bolts M8, pallet', family: 'fasteners', cents: 74_000 },
  { productId: 'FA-020', name: 'Anchor sets, case', family: 'fasteners', cents: 31_275 },
  { productId: 'FA-030', name: 'Stainless washers, drum', family: 'fasteners', cents: 12_980 },
  { productId: 'PK-100', name: 'Stretch film, pallet', family: 'packaging', cents: 52_600 },
  { productId: 'PK-200', name: 'Double-wall cartons, bundle', family: 'packaging', cents: 9_840 },
  { productId: 'PK-300', name: 'Strapping kit', family: 'packaging', cents: 41_150 },
  { productId: 'SA-050', name: 'Cut-resistant gloves, case', family: 'safety', cents: 22_320 },
  { productId: 'SA-060', name: 'Respirator filters, case', family: 'safety', cents: 36_480 },
  { productId: 'SA-070', name: 'Eyewash station', family: 'safety', cents: 64_900 },
  { productId: 'TO-400', name: 'Torque wrench set', family: 'tools', cents: 88_700 },
  { productId: 'TO-410', name: 'Cordless drill kit', family: 'tools', cents: 57_350 },
  { productId: 'TO-420', name: 'Bench grinder', family: 'tools', cents: 119_500 },
]

/** What an account buys: how much an order is worth in hundreds of units, and how many days lie between two. */
export const sizes = {
  L: { segment: 'enterprise', hundreds: 138, days: 21 },
  M: { segment: 'mid-market', hundreds: 57, days: 31 },
  S: { segment: 'small', hundreds: 21, days: 45 },
} as const

export type Account = {
  readonly accountId: string
  readonly name: string
  readonly industry: string
  readonly territory: string
  readonly size: keyof typeof sizes
  readonly owner: RepName
  /** The day from which it may buy, when that is not the beginning of the book. */
  readonly since?: string
  /** The day after which it buys no more, without anybody having said so. */
  readonly until?: string
  readonly euro?: true
}

type Row = readonly [name: string, industry: string, territory: string, size: keyof typeof sizes]
type Book = { readonly owner: RepName; readonly first: number; readonly rows: readonly Row[] }

const books: readonly Book[] = [
  {
    owner: 'R1',
    first: 101,
    rows: [
      ['Alder Ridge Machining', 'manufacturing', 'new-england', 'L'],
      ['Bellweather Clinics', 'healthcare', 'new-england', 'L'],
      ['Copperline Brewing', 'food', 'new-england', 'M'],
      ['Dunmore Freight', 'logistics', 'mid-atlantic', 'M'],
      ['Eastgate School District', 'education', 'new-england', 'M'],
      ['Fenwick Marine Works', 'manufacturing', 'new-england', 'M'],
      ['Granite State Roofing', 'construction', 'new-england', 'S'],
      ['Hollis & Daughters Joinery', 'construction', 'new-england', 'S'],
      ['Ironbridge Fabrication', 'manufacturing', 'mid-atlantic', 'L'],
      ['Juniper Point Hotels', 'hospitality', 'new-england', 'M'],
      ['Kestrel Outdoor Stores', 'retail', 'mid-atlantic', 'S'],
    ],
  },
  {
    owner: 'R2',
    first: 121,
    rows: [
      ['Larkspur Foods', 'food', 'mid-atlantic', 'L'],
      ['Mercer Valley Hospital', 'healthcare', 'mid-atlantic', 'L'],
      ['Northgate Cold Storage', 'logistics', 'mid-atlantic', 'M'],
      ['Oakhurst Builders', 'construction', 'southeast', 'M'],
      ['Palisade Printing', 'manufacturing', 'mid-atlantic', 'M'],
      ['Quillfeather Books', 'retail', 'mid-atlantic', 'S'],
      ['Redfern Dairy', 'food', 'southeast', 'M'],
      ['Saltmarsh Boatyard', 'manufacturing', 'southeast', 'S'],
      ['Tidewater Community College', 'education', 'southeast', 'M'],
      ['Umbra Stage Rentals', 'hospitality', 'mid-atlantic', 'S'],
      ['Vantage Home Centers', 'retail', 'southeast', 'L'],
    ],
  },
  {
    owner: 'R3',
    first: 141,
    rows: [
      ['Weidmann Präzision', 'manufacturing', 'europe', 'L'],
      ['Atelier Brossard', 'manufacturing', 'europe', 'M'],
      ['Van Aalst Logistiek', 'logistics', 'europe', 'M'],
      ['Casa Oliveira', 'food', 'europe', 'S'],
      ['Bluewater Resorts', 'hospitality', 'southeast', 'M'],
      ['Cypress Orthopaedics', 'healthcare', 'southeast', 'M'],
      ['Delmar Citrus Packers', 'food', 'southeast', 'L'],
      ['Everglade Timber', 'construction', 'southeast', 'M'],
      ['Foxglove Pharmacies', 'retail', 'southeast', 'S'],
      ['Gulfstream Rigging', 'manufacturing', 'southeast', 'S'],
      ['Harlan County Schools', 'education', 'southeast', 'M'],
    ],
  },
  {
    owner: 'R4',
    first: 161,
    rows: [
      ['Summit Ridge Lifts', 'hospitality', 'mountain', 'M'],
      ['Tamarack Lumber', 'construction', 'mountain', 'L'],
      ['Uintah Mining Supply', 'manufacturing', 'mountain', 'L'],
      ['Verde Canyon Winery', 'food', 'mountain', 'S'],
      ['Wasatch Surgical', 'healthcare', 'mountain', 'M'],
      ['Yellowpine Outfitters', 'retail', 'mountain', 'S'],
      ['Zephyr Air Cargo', 'logistics', 'mountain', 'M'],
      ['Anselm University', 'education', 'great-lakes', 'M'],
      ['Birchwood Appliances', 'retail', 'great-lakes', 'S'],
      ['Calumet Stamping', 'manufacturing', 'great-lakes', 'L'],
      ['Duluth Grain Terminal', 'logistics', 'great-lakes', 'M'],
    ],
  },
  {
    owner: 'R5',
    first: 181,
    rows: [
      ['Evergreen Seed & Feed', 'food', 'northwest', 'M'],
      ['Firwood Medical Group', 'healthcare', 'northwest', 'L'],
      ['Glacier Glassworks', 'manufacturing', 'northwest', 'M'],
      ['Harbor Lights Catering', 'hospitality', 'northwest', 'S'],
      ['Islander Ferries', 'logistics', 'northwest', 'L'],
      ['Jade Mountain Imports', 'retail', 'california', 'M'],
      ['Kingfisher Canneries', 'food', 'northwest', 'L'],
      ['Lone Pine Cabins', 'hospitality', 'california', 'S'],
      ['Mariposa Unified Schools', 'education', 'california', 'M'],
      ['Nightingale Hospices', 'healthcare', 'california', 'S'],
      ['Ojai Solar Installers', 'construction', 'california', 'M'],
    ],
  },
  {
    owner: 'R6',
    first: 201,
    rows: [
      ['Pacific Crest Robotics', 'manufacturing', 'california', 'L'],
      ['Quarry Road Concrete', 'construction', 'california', 'M'],
      ['Rosemont Vineyards', 'food', 'california', 'M'],
      ['Sequoia Parts Depot', 'retail', 'california', 'M'],
      ['Tradewind Couriers', 'logistics', 'california', 'S'],
      ['Upland Dental Labs', 'healthcare', 'california', 'S'],
      ['Vista Point Galleries', 'retail', 'california', 'S'],
      ['Willow Creek Academy', 'education', 'california', 'S'],
      ['Yardley Ironmongers', 'construction', 'northwest', 'M'],
      ['Zinnia Event Hire', 'hospitality', 'california', 'S'],
      ['Cascade Battery Works', 'manufacturing', 'northwest', 'L'],
    ],
  },
]

/** Accounts that came later than the book, and those that went quiet. */
const spans: Readonly<Record<string, Pick<Account, 'since' | 'until'>>> = {
  A105: { until: '2025-09-19' },
  A111: { since: '2024-08-12' },
  A131: { since: '2025-02-03' },
  A151: { since: '2024-05-20' },
  A167: { until: '2025-10-03' },
  A171: { since: '2025-04-07' },
  A188: { until: '2025-08-22' },
  A191: { since: '2024-10-14' },
  A209: { since: '2025-03-10' },
  A210: { since: '2025-06-16' },
  A211: { since: '2025-01-20' },
}

/** Every account of the sample book, by id. */
export const accounts: readonly Account[] = books.flatMap(({ owner, first, rows }) =>
  rows.map(([name, industry, territory, size], index) => {
    const accountId = `A${first + index}`
    const euro = territory === 'europe' ? { euro: true as const } : {}
    return { accountId, name, industry, territory, size, owner, ...euro, ...spans[accountId] }
  }),
)
