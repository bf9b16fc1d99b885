import { comparePositions, isPosition, type Position } from '@subledger/domain';
import type { Flow } from '@subledger/flows';
import type { DemoClient } from './demo-client.js';
import { Progress } from '../terminal/progress.js';
import type { Terminal } from '../terminal/terminal.js';
import { deliveriesOf } from './deliveries.js';
import { sideBySide } from './side-by-side.js';

/** Deliveries in flight at the same time. */
const WIDTH = 8;

export interface Played {
  readonly sent: number;
  readonly accepted: number;
  readonly duplicates: number;
  /** The last position that was acknowledged. */
  readonly position: Position;
}

/** @throws Error if a delivery is answered with anything but accepted or duplicate. */
export async function play(
  client: DemoClient,
  flows: readonly Flow[],
  seed: number,
  out: Terminal,
): Promise<Played> {
  const deliveries = deliveriesOf(flows, seed);
  const progress = new Progress(out, { what: 'Delivering', total: deliveries.length });
  try {
    const answers = await sideBySide(deliveries, WIDTH, async (body) => {
      const { status, body: answer } = await client.deliver(body);
      const { outcome, position } = answer;
      const isRecorded = status === 200 && (outcome === 'accepted' || outcome === 'duplicate');
      if (!isRecorded || typeof position !== 'string' || !isPosition(position))
        throw new Error(`A delivery was answered ${status}: ${JSON.stringify(answer)}`);
      progress.advance();
      return { outcome, position };
    });
    const accepted = answers.filter(({ outcome }) => outcome === 'accepted').length;
    return {
      sent: answers.length,
      accepted,
      duplicates: answers.length - accepted,
      position: answers
        .map(({ position }) => position)
        .reduce((a, b) => (comparePositions(a, b) > 0 ? a : b)),
    };
  } finally {
    progress.end();
  }
}
