/** What is proposed where an indicator is a weakness, and who of the two should do it. */
export type ActionTemplate = { readonly action: string; readonly owner: 'rep' | 'manager' }

/** The version of the table below: whoever changes a template raises it, and with it that of the report. */
export const actionTemplatesVersion = 1

const byRep = (action: string): ActionTemplate => ({ action, owner: 'rep' })
const ofManagers = (action: string): ActionTemplate => ({ action, owner: 'manager' })

const templates: ReadonlyMap<string, ActionTemplate> = new Map([
  ['net-sales', byRep('Plan next month’s calls by the accounts with the greatest gap to their sales of the year before')],
  [
    'quota-attainment',
    ofManagers('Go through the open opportunities and the required run rate together, and agree where the gap is to be closed'),
  ],
  ['sales-growth', byRep('Name the five accounts that buy less than a year ago, and agree on a next step with each')],
  ['buying-accounts', byRep('Call every active account that has not bought this month')],
  ['average-order-size', byRep('Offer a second product family with every order')],
  ['sales-per-customer', byRep('Review with the largest accounts what else they need, and make them an offer')],
  [
    'retention',
    ofManagers('Call the accounts that were lost or fell silent, find out why, and agree on how the others are kept'),
  ],
  ['active-accounts', byRep('Win two accounts back that no longer buy')],
  ['overdue-buyers', byRep('Call the overdue accounts, those with the greatest value at risk first')],
  ['lost-accounts', ofManagers('Go through the reasons of the losses, and visit the accounts at risk together')],
  ['follow-through', ofManagers('Commit to fewer things, and look at them together every two weeks')],
  ['forecast-accuracy', byRep('Forecast by account, and compare with what came in at the end of each month')],
])

const otherwise = ofManagers('Look together at how the best of the peers do it, and agree on one change')

/** The action proposed for an indicator. M-63 of the domain specification. */
export const templateFor = (ksi: string): ActionTemplate => templates.get(ksi) ?? otherwise
