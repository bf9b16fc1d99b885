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

  it('says of a contradiction that the first delivery counts', () => {
    expect(sentenceOfConflict('an id')).toMatch(/event an id .* the first delivery counts/);
  });
});
