import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { describeFault } from './describe-fault.js';
import { redact } from './redact.js';

function lineOf(entry: object): string {
  let text = '';
  const sink = new Writable({
    write: (chunk: Buffer, _, done) => {
      text += chunk.toString();
      done();
    },
  });
  const serializers = { err: (error: unknown) => describeFault(error) };
  pino({ formatters: { log: redact }, serializers }, sink).info(entry, 'told');
  return text;
}

const PERSONAL = [
  ['authorization', 'secret-1'],
  ['body', Buffer.from('secret-2')],
  ['email', 'jane@example.com'],
  ['ip', '192.0.2.77'],
  ['profile_ip_address', '192.0.2.78'],
  ['idfa', 'idfa-1'],
  ['idfv', 'idfv-1'],
  ['advertising_id', 'advertising-1'],
  ['customer_user_id', 'customer-1'],
  ['customerUserId', 'customer-2'],
  ['user_attributes', { city: 'Bonn' }],
] as const;

describe('a line of the log', () => {
  it.each(PERSONAL)('shows nothing of %s, at any depth', (name, value) => {
    const line = lineOf({ [name]: value, deep: { deeper: [{ [name]: value }] }, kept: 'visible' });
    const shown = JSON.parse(line) as Record<string, unknown>;
    expect(shown).toMatchObject({
      [name]: '[redacted]',
      deep: { deeper: [{ [name]: '[redacted]' }] },
      kept: 'visible',
      msg: 'told',
    });
  });

  it('ends where an entry is deeper than anything that is logged on purpose', () => {
    const entry: Record<string, unknown> = {};
    entry.within = entry;
    expect(lineOf(entry)).toContain('[redacted]');
  });
});

describe('an error in the log', () => {
  it('has its type, code, sentence, place and cause, and nothing that hangs on it', () => {
    const cause = Object.assign(new Error('the deeper one'), { code: 'ENOSPC' });
    const error = Object.assign(new RangeError('the sentence', { cause }), {
      parameters: ['jane@example.com'],
      detail: 'Key (customer)=(jane@example.com)',
    });
    const line = lineOf({ err: error });
    const { err } = JSON.parse(line) as { err: Record<string, unknown> };
    expect(err).toMatchObject({
      type: 'RangeError',
      message: 'the sentence',
      cause: { type: 'Error', code: 'ENOSPC', message: 'the deeper one' },
    });
    expect(err.stack).toMatch(/^ {4}at /);
    expect(line).not.toContain('jane');
  });

  it('that quotes what it could not read keeps its sentence for itself', () => {
    let caught: unknown;
    try {
      JSON.parse('{"email": jane@example.com}');
    } catch (error) {
      caught = error;
    }
    const ofDatabase = Object.assign(new Error('invalid input syntax: "jane"'), { code: '22P02' });
    for (const error of [caught, ofDatabase, 'jane']) {
      const line = lineOf({ err: error });
      expect(line).not.toContain('jane');
      expect(line).toContain('not shown');
    }
  });
});
