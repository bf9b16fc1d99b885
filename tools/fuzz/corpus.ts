import { readFileSync } from 'node:fs';
import type { Keys } from './hostile-request.js';

interface Entry {
  /** What it is about, or which bug it has found. */
  readonly why: string;
  /** The request, one character a byte; `{admin}` and `{webhooks}` stand for what lets it in. */
  readonly request: string;
}

const FILE = new URL('./corpus.json', import.meta.url);

/** Requests that once found something, or that every run is to try. */
export function readCorpus({ admin, webhooks }: Keys): { why: string; request: Buffer }[] {
  const entries = JSON.parse(readFileSync(FILE, 'utf8')) as readonly Entry[];
  return entries.map(({ why, request }) => ({
    why,
    request: Buffer.from(
      request.replaceAll('{admin}', admin).replaceAll('{webhooks}', webhooks),
      'latin1',
    ),
  }));
}
