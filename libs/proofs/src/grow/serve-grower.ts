import type { MessagePort } from 'node:worker_threads';
import { faultOf } from '@subledger/domain';
import type { GrowerMessage } from './grower-messages.js';
import { TreeGrower, type TreeGrowerOptions } from './tree-grower.js';

/**
 * Grows the tree in this thread on behalf of another one, until that says to stop; then `close` releases what it
 * was grown from.
 */
export function serveGrower(
  port: MessagePort,
  options: Pick<TreeGrowerOptions, 'store' | 'file'>,
  close: () => Promise<void>,
): void {
  const post = (message: GrowerMessage): void => {
    port.postMessage(message);
  };
  const grower = new TreeGrower({
    ...options,
    onFailure: (error) => {
      post({ kind: 'failure', fault: faultOf(error) });
    },
    onChange: (trouble) => {
      post({ kind: 'state', trouble: trouble === null ? null : faultOf(trouble) });
    },
  });
  port.once('message', () => {
    // Whatever fails on the way out, the thread ends: the next start continues from the file.
    void grower
      .stop()
      .then(close)
      .finally(() => {
        port.close();
      });
  });
  grower.start();
}
