import { parseBody, translate } from '@subledger/adapty';
import type { Flow, FlowStep, WebhookBody } from '@subledger/flows';
import type { Fact } from '../src/fact.js';
import type { Instant } from '../src/instant.js';

/** The facts of a flow's steps up to and with the one at `lastStep`, each received at its step's instant. */
export const factsOfFlow = (flow: Flow, lastStep = Infinity): Fact[] =>
  flow.steps
    .slice(0, lastStep + 1)
    .flatMap((step) => step.deliver.map((body) => factOfBody(body, step)));

function factOfBody(body: WebhookBody, step: FlowStep): Fact {
  const parsed = parseBody(new TextEncoder().encode(JSON.stringify(body)));
  if (!parsed.ok) throw new Error(parsed.reason);
  const { profile_event_id: eventId } = body.event_properties as { profile_event_id: string };
  const recordedAt = step.at.replace('Z', '.000000Z') as Instant;
  return translate({ eventId, environment: 'production', recordedAt, body: parsed.body }, {});
}
