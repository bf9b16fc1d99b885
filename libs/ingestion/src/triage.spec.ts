import { describe, expect, it } from '@jest/globals';
import { triage } from './triage.js';

const stating = (environment: unknown) =>
  triage({
    environment: 'production',
    body: new TextEncoder().encode(
      JSON.stringify({ event_type: 'trial_started', event_properties: { environment } }),
    ),
  });

describe('a body that states another environment', () => {
  it.each([
    ['Sandbox', 'sandbox'],
    ['prod', '"prod"'],
    ['Staging "B"', '"Staging \\"B\\""'],
    ['\u202egnigats\u001b[2J\ud800', '"\\u202egnigats\\u001b[2J\\ud800"'],
    ['x'.repeat(41), `"${'x'.repeat(40)}"…`],
  ])('is unusable, and %j is told as it was stated', (stated, shown) => {
    expect(stating(stated)).toMatchObject({
      kind: 'unusable',
      code: 'environment-mismatch',
      reason: `The event states the environment ${shown}, but it came to the production address.`,
    });
  });
});
