import { hasReached, type Position } from '@subledger/domain';
import type { ProjectionControl } from '@subledger/projections';
import type { Build } from '@subledger/read-models';

/**
 * One sentence on which projection does not follow the log, or has not reached `head`; null if all is well.
 *
 * @param head undefined if it is not known: then it is enough that there is something to answer with.
 */
export function reasonBehind(
  builds: readonly Build[],
  control: Pick<ProjectionControl, 'wanted' | 'feedOf'>,
  head: Position | null | undefined,
): string | null {
  const live = builds.filter(({ state }) => state === 'live');
  const missing = control.wanted.find(
    ({ name }) => !live.some(({ projection }) => projection === name),
  );
  if (missing !== undefined)
    return `${missing.name} is not there yet: no process has the role project`;
  for (const { build, projection, failure, position } of live) {
    if (failure !== null)
      return `${projection} stands still at event ${failure.eventId}: ${failure.reason}`;
    const trouble = control.feedOf(build)?.trouble ?? null;
    if (trouble !== null) return `${projection} fails: ${trouble}`;
    if (head === undefined && position === null)
      return `${projection} has applied nothing, and the log cannot be asked whether it holds anything`;
    if (head !== undefined && !hasReached(position, head))
      return `${projection} has applied ${position ?? 'nothing'} of ${head ?? 'nothing'}`;
  }
  return null;
}
