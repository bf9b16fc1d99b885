import type { Projection } from '@subledger/projections';
import type { Tracing } from './tracing.js';

/** The same projections, with a span for each batch that is translated and written. */
export const tracedProjections = (
  projections: readonly Projection[],
  tracing: Tracing,
): readonly Projection[] =>
  projections.map((projection) => ({
    ...projection,
    apply: (transaction, events) =>
      tracing.run(
        'project',
        {
          'subledger.projection': projection.name,
          'subledger.projection.version': projection.version,
          'subledger.events': events.length,
        },
        () => projection.apply(transaction, events),
      ),
  }));
