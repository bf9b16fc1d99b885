import { customersOf, type Flow } from '@subledger/flows';
import { tableLines } from '../terminal/table.js';
import { hasAccess, statusOf } from './check.js';
import type { Answers } from './questions.js';

const COLUMNS = [
  { title: 'Flow' },
  { title: 'Customer' },
  { title: "Adapty's word" },
  { title: 'Subscriptions' },
  { title: 'Access' },
  { title: 'Until' },
  { title: 'Revenue', align: 'right' },
] as const;

/** One row per customer, with the ledger's answer as of the last step of its flow. */
export const customerTable = (flows: readonly Flow[], answers: Answers): readonly string[] =>
  tableLines(
    COLUMNS,
    flows.flatMap((flow) =>
      customersOf(flow).map((customer, place) => [
        place === 0 ? flow.name : '',
        customer,
        ...cells(answers, customer, flow.steps.at(-1)?.at ?? ''),
      ]),
    ),
  );

function cells(answers: Answers, customer: string, at: string): readonly string[] {
  const access = hasAccess(answers, customer, at) ? 'yes' : 'no';
  const answer = statusOf(answers, customer, at);
  if (answer === undefined) return ['not known', '', access, '', ''];
  const statuses = [...answer.subscriptions]
    .sort((a, b) => a.currentPeriodStartsAt.localeCompare(b.currentPeriodStartsAt))
    .map(({ status }) => status)
    .join(', ');
  const premium = answer.accessLevels.premium;
  const until = premium === undefined ? '' : (premium.expiresAt ?? 'forever');
  return [answer.state, statuses, access, shortened(until), inCents(answer.revenue.usd)];
}

/** Midnight UTC is left out. */
const shortened = (instant: string): string => instant.replace('T00:00:00Z', '');

/** The exact amount, with at least two decimal places. */
const inCents = (usd: string): string => {
  const [whole = '', fraction = ''] = usd.split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
};
