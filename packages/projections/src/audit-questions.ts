/**
 * One question of the audit: the KPIs that answer it, each in its cell, and the report that shows what stands behind them. Without a KPI it
 * is for people to answer.
 */
export type AuditQuestion = {
  readonly topic: string
  readonly id: string
  readonly question: string
  readonly kpis: readonly string[]
  readonly report: string
}

type Asked = readonly [id: string, question: string, kpis: readonly string[], report: string]

const topic = (name: string, ...questions: readonly Asked[]): readonly AuditQuestion[] =>
  questions.map(([id, question, kpis, report]) => ({ topic: name, id, question, kpis, report }))

/** The version of the questionnaire below: whoever changes a question raises it, and with it that of the report. */
export const auditQuestionsVersion = 1

/** The questionnaire of the performance audit, topic by topic: one line a question. R-AUD of the domain specification. */
export const auditQuestions: readonly AuditQuestion[] = [
  topic(
    'results',
    ['result-on-plan', 'Was sold what was asked for?', ['net-sales', 'quota-attainment', 'quota-variance'], 'sales-vs-quota'],
    ['result-growth', 'Is more sold than a year ago?', ['sales-growth'], 'sales-vs-quota'],
    [
      'result-outlook',
      'What will the year come to, and what must a month bring for it?',
      ['sales-outlook', 'required-run-rate'],
      'sales-forecaster',
    ],
    ['result-evenness', 'Do sales come in evenly, or at the last moment?', ['linearity', 'last-third-share'], 'sales-vs-quota'],
    ['result-margin', 'What is left of the sales after their cost?', ['gross-margin'], 'product-mix'],
  ),
  topic(
    'customers',
    ['customer-breadth', 'How many accounts buy?', ['buying-accounts', 'active-accounts'], 'monthly-buying-accounts'],
    [
      'customer-depth',
      'What does an order bring, and what a customer?',
      ['average-order-size', 'sales-per-customer'],
      'monthly-buying-accounts',
    ],
    [
      'customer-retention',
      'Do those who bought still buy, and as much?',
      ['retention', 'net-revenue-retention'],
      'territory-retention',
    ],
    [
      'customer-losses',
      'Who was lost, and could it have been prevented?',
      ['lost-accounts', 'preventable-loss-share'],
      'loss-causes',
    ],
    ['customer-gain', 'Do new accounts make up for those that go?', ['new-accounts', 'net-new-accounts'], 'territory-retention'],
  ),
  topic(
    'patterns',
    [
      'pattern-overdue',
      'Who is silent for longer than his rhythm explains?',
      ['overdue-buyers', 'overdue-share'],
      'overdue-buyers',
    ],
    ['pattern-products', 'Are product families added at the accounts?', ['new-product-wins', 'upgrades'], 'product-mix'],
    ['pattern-wallet', 'How much of what the accounts could buy do they buy from us?', ['wallet-share'], 'wallet'],
  ),
  topic(
    'key-accounts',
    ['key-planned', 'Has each key account a plan?', ['key-accounts', 'plan-coverage'], 'plan-register'],
    ['key-achieved', 'Do the plans bring what they were to bring?', ['plan-achievement'], 'strategic-forecast'],
    ['key-relations', 'Do those who decide trust our advice?', ['relationship-coverage', 'satisfaction'], 'relationship-map'],
    ['key-cadence', 'Are we in touch as often as was planned?', ['cadence-compliance'], 'cadence'],
    [
      'key-support',
      'What do others in the house owe the accounts?',
      ['dependencies-open', 'dependencies-overdue'],
      'dependency-register',
    ],
  ),
  topic(
    'pipeline',
    [
      'pipeline-cover',
      'Is enough ahead, and does it hang on a few deals?',
      ['weighted-pipeline', 'pipeline-concentration'],
      'pipeline',
    ],
    [
      'pipeline-wins',
      'How many deals are won, and how many against somebody else?',
      ['win-rate', 'competitive-win-rate'],
      'wins-losses',
    ],
    ['pipeline-demos', 'Do demonstrations lead to wins?', ['demos', 'demo-win-rate'], 'wins-losses'],
    [
      'pipeline-forecast',
      'Do the forecasts come true, or are they always too high or too low?',
      ['forecast-accuracy', 'forecast-bias'],
      'sales-forecaster',
    ],
  ),
  topic(
    'commitments',
    ['commitment-kept', 'Was done what was promised, and in time?', ['follow-through', 'follow-through-on-time'], 'qbr'],
    ['commitment-missed', 'Is what was missed taken up again, or missed again?', ['carry-over-rate', 'repeat-misses'], 'qbr'],
    ['commitment-learned', 'What was learned, and what will be done otherwise?', [], 'qbr'],
    ['commitment-development', 'Do both sides keep the development plan?', ['initiative-follow-through'], 'initiatives-tracker'],
  ),
  topic(
    'lists',
    ['list-reviewed', 'Are the account lists gone through each month?', ['list-review-compliance'], 'list-reviews'],
    ['list-focus', 'Are targets and leads few enough to be gone after?', ['targets', 'leads'], 'account-list'],
    ['list-owned', 'Does each account belong on the list where it stands?', [], 'list-quality'],
  ),
].flat()
