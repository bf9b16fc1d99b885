import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FindingAnswer } from '@subledger/queries';
import { Operator } from './operator.js';
import { Conversation, newBuyer, purchase } from './purchase.js';
import { type RunningLedger, runLedger } from './running-ledger.js';

let ledger: RunningLedger;
beforeAll(async () => {
  ledger = await runLedger();
});
afterAll(() => ledger.remove());

const conversation = new Conversation(() => ledger);
const operator = new Operator(() => ledger);

const EVENTS = [
  { name: 'subscription_started', field: 'subscription_expires_at', said: {} },
  {
    name: 'access_level_updated',
    field: 'expires_at',
    said: { access_level_id: 'premium', is_active: true, subscription_expires_at: undefined },
  },
];

describe.each(EVENTS)('an unreadable end in $name', ({ name, field, said }) => {
  const buyer = newBuyer();
  const unread = purchase(buyer, { ...said, [field]: '31/01/2020' }, { event_type: name });

  it('is recorded, and the answer says that it could not be read', async () => {
    const { body } = await conversation.tell(unread);
    expect(body.outcome).toBe('accepted');
    const answer = await conversation.statusOf(buyer, '2030-01-01');
    expect(answer.accessLevels.premium).toMatchObject({ active: true, expiresAt: null });
    expect(
      answer.findings.filter(({ because }) => because.rule === 'unreadable-field'),
    ).toMatchObject([
      { because: { eventIds: [body.eventId] }, missing: { types: [name], count: 1 } },
    ]);
  });

  it('is in the list of findings and in the timeline, by its name', async () => {
    const found = await conversation.ask('/v1/findings', { kind: 'unreadable-field' });
    expect(JSON.stringify(found.body.items)).toContain(`${field} of ${name}`);
    const timeline = await conversation.ask(`/v1/customers/${buyer.customer}/timeline`);
    expect(timeline.body.items).toMatchObject([{ type: name, unreadable: [field] }]);
    expect(JSON.stringify(timeline.body.items)).toContain(
      `now a problem with the event: ${field} of ${name} could not be read`,
    );
  });

  it('is no longer a finding once a correction says what is true', async () => {
    const { body } = await conversation.ask('/v1/findings', { kind: 'unreadable-field' });
    const [found] = body.items as FindingAnswer[];
    const replacement = purchase(
      buyer,
      { ...said, [field]: '2026-02-01T00:00:00Z' },
      { event_type: name },
    );
    const corrected = await operator.post(
      `/v1/events/${String(found?.because.eventIds[0])}/supersede`,
      { by: 'Boris', why: 'The end was written the other way round', replacement },
    );
    const after = { kind: 'unreadable-field', minPosition: String(corrected.body.position) };
    expect((await conversation.ask('/v1/findings', after)).body.items).toEqual([]);
    const { accessLevels } = await conversation.statusOf(buyer);
    expect(accessLevels.premium?.expiresAt).toBe('2026-02-01T00:00:00Z');
  });
});

describe('a body that can be read', () => {
  it('leaves nothing unread', async () => {
    const buyer = newBuyer();
    await conversation.tell(purchase(buyer));
    const timeline = await conversation.ask(`/v1/customers/${buyer.customer}/timeline`);
    expect(timeline.body.items).toMatchObject([{ unreadable: [] }]);
    expect((await conversation.statusOf(buyer)).findings).toEqual([]);
  });
});
