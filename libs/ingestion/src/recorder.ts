import type { EventStore } from '@subledger/event-store';
import type { Delivery, DeliveryResult } from './delivery.js';
import { DirectRecorder } from './direct-recorder.js';
import { OptimisticRecorder } from './optimistic-recorder.js';
import type { Identity } from './triage.js';

/** Records a delivery once, however often and wherever it comes. */
export interface Recorder {
  record(delivery: Delivery, identity: Identity): Promise<DeliveryResult>;
}

/** One for all of a process: it remembers what streams hold, and lets deliveries for one stream take turns. */
export const RECORDER = Symbol('Recorder');

export function recorderOver(store: EventStore): Recorder {
  const appendOnce = store.appendOnce?.bind(store);
  return appendOnce ? new DirectRecorder(appendOnce) : new OptimisticRecorder(store);
}
