import { describe, expect, it } from '@jest/globals';
import { flows } from '@subledger/flows';
import { type Fault, ON_TIME } from '../test/deliveries.js';
import { rowOf } from '../test/export-rows.js';
import { HOUR } from '../test/micros.js';
import { corrected } from '../test/corrections.js';
import { factsOf, sourceOfFlow } from '../test/sources.js';
import { sentenceOf, sentenceOfConflict } from './change-sentence.js';
import { changesOf } from './change.js';
import type { Fact } from './fact.js';
import { type Instant, shift } from './instant.js';
import { profilesNamedBy } from './subject.js';

function factsOfFlowNamed(name: string, faults: readonly Fault[] = ON_TIME): readonly Fact[] {
  const flow = flows.find((one) => one.name === name);
  if (flow === undefined) throw new Error(`There is no flow ${name}.`);
  return factsOf(sourceOfFlow(flow), faults);
}

const sentences = (facts: readonly Fact[]): readonly string[] =>
  [
    ...changesOf(facts, {
      profiles: new Set(facts.flatMap(profilesNamedBy)),
      policy: { productLevels: {} },
    }),
  ].map(sentenceOf);

describe('the sentence on an event', () => {
  it('says what happened, when it was received and what it changed', () => {
    expect(sentences(factsOfFlowNamed('cancellation-with-refund'))).toEqual([
      'The subscription was bought, received 5 seconds later: status is now active; renewal is now will_renew; runs until is now 2026-02-01T00:00:00Z; access to premium is now yes; revenue in USD 0 → 9.99.',
      'Adapty reported an access level, received 5 seconds later: source of the access to premium subscription → access_update.',
      'Renewal was switched off, received 5 seconds later: renewal will_renew → will_not_renew.',
      'Adapty reported an access level, received 5 seconds later: this changed nothing, because another event had already said the same.',
      'A payment was refunded, received 5 seconds later: status active → revoked; access to premium yes → no; revenue in USD 9.99 → 0.',
      'Adapty reported an access level, received 5 seconds later: this changed nothing, because another event had already said the same.',
    ]);
  });

  it('says that news which comes late is older than what is known', () => {
    const [bought, first, renewed, second] = factsOfFlowNamed('initial-purchase-and-renewal');
    const late = [bought, renewed, second, first].flatMap((fact) => fact ?? []);
    expect(sentences(late).at(-1)).toMatch(
      /^Adapty reported an access level, .*: this changed nothing, because newer news was already known\.$/,
    );
  });

  it('says of a row of an export that it was loaded, and of one whose webhook is known that it changed nothing', () => {
    const [bought, access, renewed] = factsOfFlowNamed('initial-purchase-and-renewal');
    if (!bought || !access || !renewed) throw new Error('The flow has a renewal.');
    const loaded = [bought, access, rowOf(renewed, 1)];
    expect(sentences(loaded).at(-1)).toMatch(
      /^The subscription was renewed, loaded from an export: .*revenue in USD 9.99 → 19.98;/,
    );
    expect(sentences([...loaded, rowOf(bought, 2)]).at(-1)).toBe(
      'The subscription was bought, loaded from an export: this changed nothing, because a webhook has told of the same event.',
    );
  });

  it('says that a renewal was announced ahead', () => {
    expect(sentences(factsOfFlowNamed('renewal-announced-early'))[2]).toMatch(
      /^The subscription was renewed, announced 6 hours ahead: runs until 2026-02-01.* → 2026-03-01/,
    );
  });

  it('says of a correction who made it and why, and of the original what it was', () => {
    const facts = factsOfFlowNamed('cancellation', [{ delay: HOUR, again: null }]).slice(0, 3);
    const taken = corrected(facts, [{ of: 2, kind: 'retraction', delayMs: 60_000 }]);
    expect(sentences(taken).slice(2)).toEqual([
      'Renewal was switched off, received 1 hour later: renewal will_renew → will_not_renew.',
      'A person withdrew an event (a person: a reason): renewal will_not_renew → will_renew.',
    ]);
  });

  it('says what looks lost, and what no longer does', () => {
    const [bought, , renewed] = factsOfFlowNamed('initial-purchase-and-renewal');
    if (!bought || !renewed) throw new Error('The flow has a renewal.');
    const month = (instant: Instant) => shift(instant, 28 * 86_400_000);
    const third: Fact = {
      ...renewed,
      ...{ eventId: 'the third', transactionId: 'the third', consecutivePayments: 3 },
      occurredAt: month(renewed.occurredAt),
      recordedAt: month(renewed.recordedAt),
      ...(renewed.purchasedAt && { purchasedAt: month(renewed.purchasedAt) }),
      ...(renewed.expiresAt && { expiresAt: month(renewed.expiresAt) }),
    };
    const second = { ...renewed, recordedAt: shift(third.recordedAt, 1) };
    const [, found, mended] = sentences([bought, third, second]);
    expect(found).toMatch(/; now looks lost: .*[^.]\.$/);
    expect(mended).toMatch(/; no longer looks lost: .*[^.]\.$/);
  });

  it.each([
    [
      { expiresAt: undefined },
      'now a problem with the event: subscription_started does not say when',
    ],
    [{ unreadable: ['price_usd'] }, 'now a problem with the event: price_usd of'],
  ])('says what is wrong with an event that has %j', (said, words) => {
    const [bought] = factsOfFlowNamed('initial-purchase-and-renewal');
    const odd = { ...bought, ...said } as unknown as Fact;
    expect(sentences([odd]).at(-1)).toContain(words);
  });

  it('names the event whose name means nothing, and where names are mapped', () => {
    const [bought] = factsOfFlowNamed('initial-purchase-and-renewal');
    const renamed = { ...bought, type: 'unrecognised', name: 'vip\n"joined"' } as Fact;
    expect(sentences([renamed]).at(-1)).toMatch(
      /^An event with the unknown name "vip\\n\\"joined\\"" came in.*: this changed nothing, because it counts once ADAPTY_EVENT_NAMES maps its name and the read models are rebuilt\.$/,
    );
    const endless = { ...renamed, name: 'x'.repeat(300) };
    expect(sentences([endless]).at(-1)?.length).toBeLessThan(300);
  });

  it('says of a contradiction that the first delivery counts', () => {
    expect(sentenceOfConflict('an id')).toMatch(/event an id .* the first delivery counts/);
  });
});
