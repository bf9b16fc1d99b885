import { readFileSync } from 'node:fs';
import type { Keys } from './hostile-request.js';

interface Entry {
  /** What the request tests, or which bug it found. */
  readonly why: string;
  /** The request, one character per byte; `{admin}` and `{webhooks}` are replaced by credentials. */
  readonly request: string;
}

const FILE = new URL('./corpus.json', import.meta.url);

/** Requests that once found something, or that every run should try. */
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
