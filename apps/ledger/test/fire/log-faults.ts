import type { RecordedEvent } from '@subledger/event-store';
import type { Sender } from './sender.js';

/** What is wrong between a sender's receipts and a log; all empty where nothing is. */
export interface LogFaults {
  /** Acknowledged, and not in the log at the position and with the bytes that the receipt is for. */
  readonly lost: readonly number[];
  /** Ids, or bodies, that the log holds more than once. */
  readonly twice: readonly string[];
  /** Events that nobody sent. */
  readonly foreign: readonly string[];
}

export const NO_FAULTS: LogFaults = { lost: [], twice: [], foreign: [] };

/** Nothing acknowledged is lost, nothing of it is there twice, and what of the log was not sent. */
export function faultsIn(events: readonly RecordedEvent[], sender: Sender): LogFaults {
  const byId = new Map(events.map((event) => [event.id, event]));
  const textOf = ({ data }: RecordedEvent): string => Buffer.from(data).toString();
  const lost = [...sender.receipts].filter(([number, { eventId, position }]) => {
    const event = byId.get(eventId);
    if (event?.position !== position) return true;
    return textOf(event) !== sender.bodyOf(number);
  });
  const sent = new Set(Array.from({ length: sender.numbersUsed }, (_, n) => sender.bodyOf(n)));
  return {
    lost: lost.map(([number]) => number),
    twice: [
      ...repeated(events.map(({ id }) => id)),
      ...repeated(events.map(textOf).filter((text) => sent.has(text))),
    ],
    foreign: events.filter((event) => !sent.has(textOf(event))).map(({ id }) => id),
  };
}

function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => seen.size === seen.add(text).size);
}
