import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readInstant } from '@subledger/adapty';
import { FIRST_INSTANT, formatInstant, type Instant, shift } from '@subledger/domain';
import {
  claimsOf,
  customersOf,
  type Flow,
  flows,
  relabel,
  type WebhookBody,
} from '@subledger/flows';
import type { DiffAnswer, StatusAnswer } from '@subledger/queries';
import { answered, checkClaim } from './flow-claims.js';
import { ask, deliver, READ_KEY, type RunningLedger, runLedger } from './running-ledger.js';

/** Longer than any flow: by then all of it is over. */
const LATE_MS = 400 * 24 * 60 * 60 * 1000;

let now: Instant = FIRST_INSTANT;
let ledger: RunningLedger;
beforeAll(async () => {
  ledger = await runLedger({}, { clock: () => now });
});
afterAll(() => ledger.remove());

const instantOf = (text: unknown): Instant => {
  const instant = readInstant(text);
  if (instant === undefined) throw new Error(`${String(text)} is no instant.`);
  return instant;
};

async function tell(
  body: WebhookBody,
  receivedAt: Instant,
): Promise<{ id: string; position: string }> {
  now = receivedAt;
  const { body: answer } = await deliver(ledger, body);
  return { id: String(answer.eventId), position: String(answer.position) };
}

/** The flow with all but one of its events, and that one event. */
function withoutOne(flow: Flow, place: number): { rest: Flow; body: WebhookBody; at: Instant } {
  const told = flow.steps.flatMap((step) => step.deliver.map((body) => ({ body, at: step.at })));
  const left = told[place];
  if (left === undefined) throw new Error('The flow has no such event.');
  const steps = flow.steps.map((step) => ({
    ...step,
    deliver: step.deliver.filter((body) => body !== left.body),
  }));
  return { rest: { ...flow, steps }, body: left.body, at: instantOf(left.at) };
}

const cases = flows.flatMap((flow, number) =>
  flow.steps
    .flatMap((step) => step.deliver)
    .map(({ event_type: type }, place) => ({
      name: flow.name,
      type: String(type),
      place,
      flow: relabel(flow, `${number}-${place}`),
    })),
);

/** What an answer says, without how far it had read. */
const saidIn = (answer: StatusAnswer | undefined): unknown =>
  answer && { ...answer, position: null, lag: null, knownAt: null };

describe('an event that comes late', () => {
  it.each(cases)(
    'in $name, number $place, $type, shows by what is known now and not before',
    async ({ flow, place }) => {
      const { rest, body, at: due } = withoutOne(flow, place);
      let position = '0';
      for (const step of rest.steps)
        for (const one of step.deliver) position = (await tell(one, instantOf(step.at))).position;

      const askAll = async (clocks: object, at: string) =>
        Promise.all(
          customersOf(flow).map(async (customer) =>
            saidIn(
              await answered<StatusAnswer>(encodeURIComponent(customer), {
                ledger,
                position,
                at,
                ...clocks,
              }),
            ),
          ),
        );
      const before = [];
      for (const { at } of flow.steps) before.push(await askAll({}, at));

      const lateAt = shift(due, LATE_MS);
      const late = await tell(body, lateAt);
      position = late.position;
      const knownAt = formatInstant(shift(lateAt, -1));
      const business = instantOf(body.event_datetime);
      for (const [step, { at, expect: expected }] of flow.steps.entries()) {
        // By what was known before it came: as it was answered before it came.
        expect(await askAll({ knownAt }, at)).toEqual(before[step]);
        // By all that is known: as the flow demands. What was announced early is then news of its business time only.
        if (instantOf(at) >= business || instantOf(at) < due)
          for (const claim of claimsOf(expected))
            await checkClaim(claim, flow, { ledger, at, position });
        await checkDiff(flow, { at, knownAt, late: late.id });
      }
    },
  );

  /** Between the two answers at one instant lies the late event and nothing else, where they differ at all. */
  async function checkDiff(
    flow: Flow,
    { at, knownAt, late }: { at: string; knownAt: string; late: string },
  ): Promise<void> {
    for (const customer of customersOf(flow)) {
      const query = new URLSearchParams({ fromAt: at, fromKnownAt: knownAt, toAt: at }).toString();
      const { status, body } = await ask(
        ledger,
        `/v1/customers/${encodeURIComponent(customer)}/diff?${query}`,
        { Authorization: `Bearer ${READ_KEY}` },
      );
      if (status === 404) continue;
      const { differences, byTime, events } = body as unknown as DiffAnswer;
      expect(byTime).toEqual([]);
      expect(events.map(({ eventId }) => eventId)).toEqual(differences.length > 0 ? [late] : []);
    }
  }
});
