import type { MessagePort } from 'node:worker_threads';
import { faultOf } from '@subledger/domain';
import type { Build } from '@subledger/read-models';
import type { ControlMessage, ControlMethod, ControlQuestion } from './control-messages.js';
import type { ProjectionControl } from './projection-control.js';

/** How often the other thread is told how the builds are fed: for people, and for readiness. */
const STATE_EVERY_MS = 200;

export interface ServedControl {
  readonly control: ProjectionControl;
  /** All builds. */
  readonly listBuilds: () => Promise<readonly Build[]>;
  /** Called after it was told to stop. */
  readonly close: () => Promise<void>;
}

/** Lets another thread operate this thread's projector. */
export function serveControl(
  port: MessagePort,
  { control, listBuilds, close }: ServedControl,
): (projection: string, error: unknown) => void {
  const post = (message: ControlMessage): void => {
    port.postMessage(message);
  };
  const tellState = async (): Promise<void> => {
    const builds = await listBuilds();
    post({
      kind: 'state',
      feeds: builds.flatMap(({ build }) => {
        const feed = control.feedOf(build);
        return feed === undefined ? [] : [[build, feed] as const];
      }),
      fedElsewhere: [
        ...new Set(
          builds.filter((build) => control.isFedElsewhere(build)).map((build) => build.projection),
        ),
      ],
    });
  };
  let isTelling = false;
  const telling = setInterval(() => {
    // Without this guard a hanging database would be asked over every pooled connection.
    if (isTelling) return;
    isTelling = true;
    // Errors are ignored: whoever queries the database reports them.
    tellState()
      .catch(() => undefined)
      .finally(() => {
        isTelling = false;
      });
  }, STATE_EVERY_MS);

  const methods = methodsOf(control);
  const answer = async ({ id, method, parameters }: ControlQuestion): Promise<void> => {
    try {
      const result = await call(methods, method, parameters);
      if (method === 'stop') {
        clearInterval(telling);
        await close();
      } else await tellState().catch(() => undefined);
      post({ kind: 'done', id, result });
    } catch (error) {
      post({ kind: 'failed', id, fault: faultOf(error) });
    }
    if (method === 'stop') port.close();
  };
  port.on('message', (question: ControlQuestion) => void answer(question));

  return (projection, error) => {
    post({ kind: 'failure', projection, fault: faultOf(error) });
  };
}

/** Answers whatever another thread asks with why this one could not begin: that thread ends it, and tries again. */
export function serveFault(port: MessagePort, error: unknown): void {
  port.on('message', ({ id }: ControlQuestion) => {
    port.postMessage({ kind: 'failed', id, fault: faultOf(error) } satisfies ControlMessage);
  });
}

type Methods = {
  readonly [M in ControlMethod]: (given: Parameters<ProjectionControl[M]>) => Promise<unknown>;
};

const call = <M extends ControlMethod>(
  methods: Methods,
  method: M,
  given: Parameters<ProjectionControl[M]>,
): Promise<unknown> => methods[method](given);

const methodsOf = (control: ProjectionControl): Methods => ({
  start: () => control.start(),
  stop: () => control.stop(),
  rebuild: (given) => control.rebuild(...given),
  promote: (given) => control.promote(...given),
  discard: (given) => control.discard(...given),
  resume: (given) => control.resume(...given),
  skip: (given) => control.skip(...given),
  rebuildCustomer: (given) => control.rebuildCustomer(...given),
});
