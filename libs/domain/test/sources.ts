import { type Flow, flows, relabel, type WebhookBody } from '@subledger/flows';
import fc from 'fast-check';
import type { Fact } from '../src/fact.js';
import type { Instant } from '../src/instant.js';
import { effectiveAt } from '../src/register.js';
import { deliver, type Fault, type Sent, type Span } from './deliveries.js';
import { historyOf } from './history.js';
import { inPlainWords } from './in-plain-words.js';
import { fromInstant, toInstant } from './micros.js';
import { plans } from './plan.js';

/** Events that belong together, from a documented flow or a composed lifecycle. */
export interface Source {
  readonly name: string;
  readonly sent: readonly Sent[];
  readonly toString: () => string;
}

const canonical = (text: unknown): Instant => String(text).replace('+0000', 'Z') as Instant;

/** A flow's events; what a step delivers before its business time was announced at the step's instant. */
export function sourceOfFlow(flow: Flow): Source {
  const sent = flow.steps.flatMap(({ at, deliver: bodies }) =>
    bodies.map((body) => {
      const business = fromInstant(canonical(body.event_datetime));
      const asked = fromInstant(at.replace('Z', '.000000Z') as Instant);
      return { body, knownFrom: Math.min(business, asked) };
    }),
  );
  return { name: flow.name, sent, toString: () => `the flow ${flow.name}` };
}

const flowSources: fc.Arbitrary<Source> = fc.constantFrom(...flows.map(sourceOfFlow));

export const composedSources: fc.Arbitrary<Source> = plans.map((plan) => {
  const history = historyOf(plan);
  const sent = history.told.map(({ body, draft }) => ({ body, knownFrom: draft.knownFrom }));
  return { name: 'composed', sent, toString: () => inPlainWords(history) };
});

export const sources: fc.Arbitrary<Source> = fc.oneof(flowSources, composedSources);

/** The source with customers, profiles, events and transactions of its own. */
export function relabelled(source: Source, label: string): Source {
  const bodies = source.sent.map(({ body }) => body);
  const flow: Flow = {
    ...{ name: label, title: label, store: 'any' },
    steps: [{ step: label, at: '2026-01-01T00:00:00Z', deliver: bodies, expect: {} }],
  };
  const own: readonly WebhookBody[] = relabel(flow, label).steps[0]?.deliver ?? [];
  return {
    ...source,
    sent: source.sent.map(({ knownFrom }, place) => ({ body: own[place] ?? {}, knownFrom })),
  };
}

export const factsOf = ({ sent }: Source, faults: readonly Fault[]): Fact[] =>
  deliver(sent, faults);

/** From each early announcement until what it announced is due. */
export const announcementsOf = ({ sent }: Source): Span[] =>
  sent.flatMap(({ body, knownFrom }) => {
    const [from, until] = [toInstant(knownFrom), canonical(body.event_datetime)];
    return from < until ? [{ from, until }] : [];
  });

/** Few of the moments at which facts can change an answer: a property that runs often need not ask them all. */
export const pickedFrom = (moments: readonly Instant[], picks: readonly number[]): Instant[] =>
  picks.flatMap((pick) => moments[pick % moments.length] ?? []);

export const picks: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(), {
  minLength: 1,
  maxLength: 6,
});

export const heardUntil = (facts: readonly Fact[], at: Instant): Fact[] =>
  facts.filter((fact) => effectiveAt(fact) <= at);
