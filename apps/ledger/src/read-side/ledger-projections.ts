import type { Configuration } from '@subledger/configuration';
import { lifecycle, type Projection, quarantine, timeline } from '@subledger/projections';

export type ListProjections = (eventNames: Configuration['eventNames']) => readonly Projection[];

export const ledgerProjections: ListProjections = (eventNames) => [
  lifecycle(eventNames),
  timeline(eventNames),
  quarantine(),
];
