import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Conversation, newBuyer, purchase } from '../../ledger/test/purchase.js';
import {
  ADMIN_KEY,
  READ_KEY,
  type RunningLedger,
  runLedger,
} from '../../ledger/test/running-ledger.js';
import { Command } from './command.js';

const TIME_LIMIT_MS = 60_000;

let ledger: RunningLedger;
let command: Command;
const conversation = new Conversation(() => ledger);
const buyer = newBuyer();
let eventId = '';
beforeAll(async () => {
  ledger = await runLedger();
  command = new Command({ SUBLEDGER_URL: ledger.url, SUBLEDGER_API_KEY: ADMIN_KEY });
  eventId = String((await conversation.tell(purchase(buyer))).body.eventId);
  await conversation.statusOf(buyer);
}, TIME_LIMIT_MS);
afterAll(async () => {
  command.remove();
  await ledger.remove();
});

describe('the command of somebody who audits', () => {
  it(
    'notes, corrects, and shows both in the timeline and in a diff',
    async () => {
      const note = ['annotate', buyer.customer, 'called\u001b[31m', '--by', 'Anna'];
      const noted = await command.run(...note);
      expect([noted.code, noted.out]).toEqual([
        0,
        expect.stringMatching(/^accepted: [\da-f-]{36} at position 2\n$/),
      ]);
      expect((await command.run(...note)).out).toMatch(/^duplicate: /);

      writeFileSync(
        join(command.folder, 'body.json'),
        JSON.stringify(purchase(buyer, { price_usd: 4.99 })),
      );
      const correction = [
        'supersede',
        eventId,
        '--by',
        'Boris',
        '--why',
        'a voucher',
        '--with',
        'body.json',
      ];
      expect((await command.run(...correction)).out).toMatch(/^accepted: .* at position 3\n$/);
      const again = await command.run(...correction.slice(0, -2));
      expect([again.code, again.err]).toEqual([5, expect.stringContaining('already-superseded')]);

      await conversation.ask(`/v1/customers/${buyer.customer}`, { minPosition: '3' });
      const { out } = await command.run('timeline', buyer.customer);
      const lines = out.trimEnd().split('\n');
      expect(lines).toHaveLength(3);
      expect(lines[1]).toContain('A person added a note (Anna: called\\u{1b}[31m)');
      expect(lines[2]).toContain('revenue in USD 9.99 → 4.99');

      const before = JSON.parse(
        (await command.run('timeline', buyer.customer, '--json')).out.split('\n')[1] ?? '',
      ) as { recordedAt: string };
      const diff = await command.run('diff', buyer.customer, '--from-known-at', before.recordedAt);
      expect(diff.out).toContain('money revenueUsd: 9.99 → 4.99\n');
      const ahead = ['--from-at', '2026-01-02T00:00:00Z', '--to-at', '2036-01-02T00:00:00Z'];
      expect((await command.run('diff', buyer.customer, ...ahead)).out).toMatch(
        /^subscription \w+ \S+ status: active → /m,
      );
      expect(diff.out).toMatch(
        /because of subscription_started of 2026-01-01T00:00:00Z, received /,
      );
      expect((await command.run('diff', buyer.customer)).out).toBe('No difference.\n');
    },
    TIME_LIMIT_MS,
  );

  it(
    'is told what is missing',
    async () => {
      const results = [
        await command.run('supersede', eventId, '--by', 'Boris'),
        await command.run(
          'supersede',
          eventId,
          '--by',
          'Boris',
          '--why',
          'x',
          '--with',
          'no-such-file',
        ),
        await command.run('timeline', 'nobody'),
        await command.run('annotate', buyer.customer, 'x', '--by', 'Anna', '--key', READ_KEY),
      ];
      expect(results.map(({ code }) => code)).toEqual([1, 5, 5, 4]);
    },
    TIME_LIMIT_MS,
  );
});
