import { ENVIRONMENTS, type Environment, type Position } from '@subledger/domain';
import { factsInRow, KEY_RANGES, rangeOfKey, TranslatedEvents } from '@subledger/read-models';
import type { BulkLoad } from './bulk-load.js';
import { translatedAfter } from './load-events.js';
import type { GatherStep, LoadState } from './load-state.js';
import { Spool } from './spool.js';

/** Facts between two turns for others. */
const FACTS_A_PAGE = 2_000;
/** Facts between two saved states: what a kill costs at most. */
const FACTS_A_SAVE = 100_000;

/**
 * Brings every fact into the part of its subject, each part in the log's order.
 *
 * @param save keeps how far it has come.
 * @returns the sizes of the parts' files; null where it was told to stop.
 */
export async function gather(
  load: BulkLoad,
  folder: string,
  state: LoadState & { readonly step: GatherStep },
  save: (step: GatherStep) => Promise<void>,
): Promise<readonly number[] | null> {
  const spool = new Spool(folder, state.step.sizes);
  let saved = state.step.gathered;
  try {
    for await (const page of pagesFrom(load, state)) {
      for (const { environment, subject, fact } of page.facts)
        spool.add(partOf(environment, subject, state.parts), `${subject}\t${fact}`);
      if (load.signal.aborted) return null;
      if (page.step.gathered - saved < FACTS_A_SAVE) continue;
      saved = page.step.gathered;
      await save({ ...page.step, sizes: spool.flush() });
    }
    return spool.flush();
  } finally {
    spool.close();
  }
}

/** The parts of production come first, then those of sandbox. */
export const environmentOfPart = (part: number, parts: number): Environment =>
  ENVIRONMENTS[Math.floor(part / parts)] ?? 'production';

/** Parts are ranges of keys, so that what is folded part after part is written in the order of its keys. */
const partOf = (environment: Environment, subject: string, parts: number): number =>
  ENVIRONMENTS.indexOf(environment) * parts +
  Math.floor((rangeOfKey(subject) * parts) / KEY_RANGES);

interface Gathered {
  readonly facts: readonly {
    readonly environment: Environment;
    readonly subject: string;
    readonly fact: string;
  }[];
  readonly step: Omit<GatherStep, 'sizes'>;
}

const pagesFrom = (
  load: BulkLoad,
  state: LoadState & { readonly step: GatherStep },
): AsyncIterable<Gathered> =>
  state.source === null ? fromBodies(load, state) : fromTranslation(load, state, state.source);

async function* fromTranslation(
  { bulk }: BulkLoad,
  { upTo, step }: LoadState & { readonly step: GatherStep },
  source: number,
): AsyncGenerator<Gathered> {
  const events = new TranslatedEvents(bulk.file, source);
  let { gathered } = step;
  try {
    for (const environment of ENVIRONMENTS.slice(ENVIRONMENTS.indexOf(step.environment)))
      for (let after = environment === step.environment ? step.after : ''; ;) {
        const { facts, last } = events.page(environment, { after, upTo }, FACTS_A_PAGE);
        if (last === null) break;
        after = last;
        gathered += facts.length;
        yield {
          facts: facts.map((fact) => ({ environment, ...fact })),
          step: { kind: 'gather', environment, after, gathered },
        };
        await new Promise((resolve) => setImmediate(resolve));
      }
  } finally {
    events.close();
  }
}

const COLUMNS = ['environment', 'subject', 'fact', 'further'] as const;

/** Both environments as they come: a place in the log is all there is to go on from. */
async function* fromBodies(
  load: BulkLoad,
  { upTo, step }: LoadState & { readonly step: GatherStep },
): AsyncGenerator<Gathered> {
  let { gathered } = step;
  const after = step.after === '' ? null : (step.after as Position);
  for await (const { rows, events, last } of translatedAfter(load, after)) {
    if (last === null) return;
    gathered += events;
    const width = rows.columns.length;
    const [environment, subject, fact, further] = COLUMNS.map((column) =>
      rows.columns.indexOf(column),
    ) as [number, number, number, number];
    const facts = [];
    for (let at = 0; at < rows.values.length; at += width) {
      const told = factsInRow({
        subject: rows.values[at + subject] as string | null,
        fact: rows.values[at + fact] as string,
        further: rows.values[at + further] as string | null,
      });
      for (const one of told)
        facts.push({ environment: rows.values[at + environment] as Environment, ...one });
    }
    yield { facts, step: { kind: 'gather', environment: 'production', after: last, gathered } };
    if (last === upTo) return;
  }
}
