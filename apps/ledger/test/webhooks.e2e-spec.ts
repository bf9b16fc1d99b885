import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Position } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import { ALL_PAIRS, runLedgerOver } from './backends.js';
import { deliver, recordedEvents, type RunningLedger } from './running-ledger.js';

let ledger: RunningLedger;

const PROFILE = '742e6812-bd53-5a6b-8b32-174b0b08c01e';

/** A body of its own identity, in the shape that Adapty sends. */
const newBody = (more: Record<string, unknown> = {}, environment = 'Production') => ({
  profile_id: PROFILE,
  customer_user_id: 'user-a',
  event_type: 'subscription_started',
  event_datetime: '2026-01-01T00:00:00.000000+0000',
  event_properties: { profile_event_id: randomUUID(), environment, store: 'app_store' },
  ...more,
});

/** Where the log ended before: that of a server that was brought may be long. */
let start: Position | undefined;

async function find(eventId: unknown): Promise<RecordedEvent[]> {
  const isIt = ({ id }: RecordedEvent): boolean => id === eventId;
  const found = (await recordedEvents(ledger, start)).filter(isIt);
  // What is no event has no identity of this run, and may have been kept by an earlier one.
  return found.length > 0 ? found : (await recordedEvents(ledger)).filter(isIt);
}
const countRecorded = async () => (await recordedEvents(ledger, start)).length;

describe.each(ALL_PAIRS)('over $store and $readModels', (pair) => {
  beforeAll(async () => {
    ledger = await runLedgerOver(pair);
    start = (await recordedEvents(ledger)).at(-1)?.position;
  });
  afterAll(async () => {
    await ledger.remove();
  });

  describe('a webhook', () => {
    it('is recorded byte for byte before it is acknowledged', async () => {
      const text = `\ufeff {"event_type" : "subscription_started",\r\n "x":1.10, "note":"${randomUUID()}", "transaction_id":12345678901234567890, "é":"\\u00e9"}\n`;
      const bytes = new TextEncoder().encode(text);
      const { status, body } = await deliver(ledger, bytes);
      expect(status).toBe(200);
      expect(body).toEqual({
        outcome: 'accepted',
        eventId: expect.stringMatching(/^[\da-f-]{36}$/),
        position: expect.stringMatching(/^\d+(\/\d+)?$/),
      });
      const [event] = await find(body.eventId);
      expect(Buffer.from(event?.data ?? [])).toEqual(Buffer.from(bytes));
      expect(event?.type).toBe('delivery_accepted');
      expect(event?.position).toBe(body.position);
      expect(event?.metadata).toEqual({
        environment: 'production',
        receivedAt: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/),
        bodySha256: expect.stringMatching(/^[\da-f]{64}$/),
        source: 'webhook',
      });
    });

    it('is a duplicate when it comes again, and is not recorded again', async () => {
      const body = newBody();
      const first = await deliver(ledger, body);
      const before = await countRecorded();
      const second = await deliver(ledger, body);
      expect(second.status).toBe(200);
      expect(second.body).toEqual({ ...first.body, outcome: 'duplicate' });
      expect(await countRecorded()).toBe(before);
    });

    it('conflicts when its identity comes with another body, and each such body is kept once', async () => {
      const body = newBody();
      const first = await deliver(ledger, body);
      const changed = { ...body, customer_user_id: 'user-b' };
      const second = await deliver(ledger, changed);
      const before = await countRecorded();
      const third = await deliver(ledger, changed);
      expect([second.status, second.body.outcome]).toEqual([200, 'conflict']);
      expect(second.body.eventId).not.toBe(first.body.eventId);
      expect(third.body).toEqual(second.body);
      expect(await countRecorded()).toBe(before);

      const [event] = await find(second.body.eventId);
      expect(event?.type).toBe('delivery_conflicted');
      expect(event?.metadata.conflictsWith).toBe(first.body.eventId);
      expect(JSON.parse(Buffer.from(event?.data ?? []).toString())).toEqual(changed);
      expect((await deliver(ledger, body)).body.outcome).toBe('duplicate');
    });

    it('is recorded once when 50 copies of it come at the same time', async () => {
      const body = newBody();
      const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(ledger, body)));
      const outcomes = answers.map((answer) => answer.body.outcome).sort();
      expect(outcomes).toEqual(['accepted', ...Array.from({ length: 49 }, () => 'duplicate')]);
      expect(new Set(answers.map((answer) => answer.body.position)).size).toBe(1);
      expect(await find(answers[0]?.body.eventId)).toHaveLength(1);
    });

    it.each([
      ['an event type that nobody knows', { event_type: 'Our Own Name' }],
      ['properties that are null', { event_properties: null }],
      ['no profile', { profile_id: null }],
      ['a field added tomorrow', { added: { deeply: [{ nested: true }] } }],
    ])('is accepted with %s', async (_, more) => {
      const { status, body } = await deliver(ledger, newBody({ note: randomUUID(), ...more }));
      expect([status, body.outcome]).toEqual([200, 'accepted']);
    });

    it.each(['PRODUCTION', 'production', 'pRODuction'])(
      'is accepted where it writes its environment as %j',
      async (environment) => {
        const { body } = await deliver(ledger, newBody({}, environment));
        expect(body.outcome).toBe('accepted');
      },
    );

    it.each([
      'application/json; charset=utf-8',
      'text/plain',
      'no media type at all',
      'a/b; =',
      '',
    ])('is read the same under the content type %j', async (type) => {
      const { body } = await deliver(ledger, newBody(), { headers: { 'Content-Type': type } });
      expect(body.outcome).toBe('accepted');
    });

    it('of the sandbox goes to the sandbox and never meets the production event like it', async () => {
      const body = newBody({}, 'Sandbox');
      const answer = await deliver(ledger, body, { environment: 'sandbox' });
      expect(answer.body.outcome).toBe('accepted');
      const [event] = await find(answer.body.eventId);
      expect(event?.stream).toMatch(/^sandbox-/);
      expect(event?.metadata.environment).toBe('sandbox');
    });
  });

  describe('a verification request', () => {
    it.each([
      ['{}', {}],
      [' {\n} ', {}],
      ['{"adapty_check":"a \\u00e9"}', { adapty_check_response: 'a é' }],
    ])('of %j is answered and not recorded', async (request, answer) => {
      const before = await countRecorded();
      const { status, headers, body } = await deliver(ledger, request);
      expect([status, body]).toEqual([200, answer]);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(await countRecorded()).toBe(before);
    });
  });

  describe('what is no event', () => {
    const invalidUtf8 = Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);

    it.each([
      ['production', 'not JSON', 'body-not-json'],
      ['production', '', 'body-not-json'],
      ['production', invalidUtf8, 'body-not-json'],
      ['production', '[1]', 'body-not-object'],
      ['production', 'null', 'body-not-object'],
      ['production', '{"event_datetime":"now"}', 'envelope-unusable'],
      ['production', '{"event_type":"x","event_properties":[]}', 'envelope-unusable'],
      ['production', newBody({}, 'Sandbox'), 'environment-mismatch'],
      ['sandbox', newBody({}, 'Production'), 'environment-mismatch'],
      ['production', newBody({}, 'staging'), 'environment-mismatch'],
    ])('is kept whole in the quarantine of %s, once: %j (%s)', async (environment, sent, code) => {
      const { status, headers, body } = await deliver(ledger, sent, { environment });
      expect([status, body.code]).toEqual([400, code]);
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      const before = await countRecorded();
      const again = await deliver(ledger, sent, { environment });
      expect(again.body.eventId).toBe(body.eventId);
      expect(await countRecorded()).toBe(before);

      const [event] = await find(body.eventId);
      const bytes =
        typeof sent === 'object' && !(sent instanceof Uint8Array) ? JSON.stringify(sent) : sent;
      expect(Buffer.from(event?.data ?? [])).toEqual(Buffer.from(bytes as string));
      expect(event?.type).toBe('delivery_quarantined');
      expect(event?.stream).toBe(
        `quarantine_${environment}-${event?.metadata.bodySha256?.slice(0, 40) ?? ''}`,
      );
      expect(event?.metadata).toMatchObject({ environment, reason: code, detail: body.detail });
    });

    it('may be nested deeper than a stack', async () => {
      const deep = `{"event_type":"x","note":"${randomUUID()}","y":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
      expect((await deliver(ledger, deep)).body.outcome).toBe('accepted');
    });
  });
});
