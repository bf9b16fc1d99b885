import { isDeepStrictEqual } from 'node:util';
import type { StatusAnswer } from '@subledger/queries';
import { faultsIn } from '../../apps/ledger/test/fire/log-faults.js';
import type { Sender } from '../../apps/ledger/test/fire/sender.js';
import { ask, READ_KEY, recordedEvents } from '../../apps/ledger/test/running-ledger.js';
import type { Rig } from './rig.js';
import { expectations } from './webhooks.js';

const CUSTOMERS_ASKED = 60;
const SHOWN = 5;

/** What is wrong with the log: nothing acknowledged may be lost, and nothing recorded twice. */
export async function brokenInLog(rig: Rig, sender: Sender): Promise<string[]> {
  const { lost, twice } = faultsIn(await recordedEvents({ dataDir: rig.folder }), sender);
  return [
    ...(sender.inDoubt.size === 0 ? [] : [`${sender.inDoubt.size} webhooks were never taken`]),
    ...(lost.length === 0 ? [] : [`${lost.length} acknowledged events are lost: ${shown(lost)}`]),
    ...(twice.length === 0 ? [] : [`${twice.length} events are there twice: ${shown(twice)}`]),
  ];
}

const shown = (items: readonly (string | number)[]): string => items.slice(0, SHOWN).join(', ');

/** Which answers differ from plain arithmetic. */
export async function brokenInAnswers(rig: Rig, sender: Sender): Promise<string[]> {
  const broken: string[] = [];
  for (const { customer, wanted } of expectations(sender.numbersUsed, CUSTOMERS_ASKED)) {
    const path = `/v1/customers/${customer}?at=${wanted.currentPeriodStartsAt}`;
    const { body } = await ask(rig, path, { Authorization: `Bearer ${READ_KEY}` });
    const { revenue, subscriptions } = body as Partial<StatusAnswer>;
    const told = {
      revenueUsd: revenue?.usd,
      currentPeriodStartsAt: subscriptions?.[0]?.currentPeriodStartsAt,
      currentPeriodEndsAt: subscriptions?.[0]?.currentPeriodEndsAt,
    };
    if (!isDeepStrictEqual(told, wanted))
      broken.push(`${customer}: told ${JSON.stringify(told)}, wanted ${JSON.stringify(wanted)}`);
  }
  return broken;
}
