import type { AppParts } from '../app.module.js';
import { TracedEventStore } from './traced-event-store.js';
import { tracedProjections } from './traced-projections.js';

/** The same parts, with spans around what they do; unchanged if nothing is traced. */
export function tracedParts(parts: AppParts): AppParts {
  const { tracing } = parts;
  if (tracing === null) return parts;
  return {
    ...parts,
    openEventStore: async (configuration) =>
      new TracedEventStore(await parts.openEventStore(configuration), tracing),
    projecting: {
      ...parts.projecting,
      list: (names) => tracedProjections(parts.projecting.list(names), tracing),
    },
  };
}
