import { describe, expect, it } from '@jest/globals';
import { requestIdOf, requestUrn } from './request-id.js';

const UUID = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/;

describe("a request's id", () => {
  it.each(['6d9963cb-7f6e-475e-b3b0-dc29a79e3cae', '0123456789abcdef0123456789abcdef', 'lb_12-ab'])(
    'is the one that it brings: %s',
    (brought) => {
      expect(requestIdOf({ 'x-request-id': brought })).toBe(brought);
    },
  );

  it.each([
    undefined,
    '',
    'short',
    'x'.repeat(65),
    'two words',
    'jane@example.com',
    'line\nbreak',
    'quo"te-quote',
    ['first-one-of-two', 'second-one-of-two'],
  ])('is a new one where it brings %j', (brought) => {
    const headers = brought === undefined ? {} : { 'x-request-id': brought };
    expect(requestIdOf(headers as Record<string, string>)).toMatch(UUID);
  });

  it('is a URI in a problem', () => {
    expect(requestUrn('6d9963cb-7f6e-475e-b3b0-dc29a79e3cae')).toMatch(/^urn:uuid:6d99/);
    expect(requestUrn('lb_12-ab')).toBe('urn:subledger:request:lb_12-ab');
  });
});
