import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '@subledger/domain';
import { problemOf, ProblemError } from './problem.js';
import { retriable, webhookEnvironment } from './webhook-path.js';

describe('the address of a webhook', () => {
  it.each([
    ['/webhooks/adapty/production', 'production'],
    ['/webhooks/adapty/sandbox?x=1', 'sandbox'],
    ['/webhooks/adapty/Sandbox', 'unknown'],
    ['/webhooks', 'unknown'],
    ['//webhooks/adapty/production', 'unknown'],
    ['/webhooksx', null],
    ['/v1/webhooks/adapty/production', null],
  ])('%s is of %s', (url, environment) => {
    expect(webhookEnvironment(url)).toBe(environment);
  });
});

describe('a problem of a webhook', () => {
  const KEPT = ['body-not-json', 'body-not-object', 'envelope-unusable', 'environment-mismatch'];

  it.each(ERROR_CODES)('%s ends the delivery only if the body was kept', (code) => {
    const { status } = retriable(problemOf(new ProblemError(code, 'Why.')));
    expect(status >= 200 && status <= 404).toBe(KEPT.includes(code));
    expect(status).not.toBe(500);
  });

  it('that nobody expected reveals nothing internal', () => {
    const problem = retriable(problemOf(new TypeError('secret detail')));
    expect(problem).toMatchObject({ code: 'internal-error', status: 503 });
    expect(JSON.stringify(problem)).not.toContain('secret detail');
  });
});
