import type { Ledger } from '../src/ledger.js';
import { READ_KEY } from './running-ledger.js';

/** A scrape: each series with its value, `name{label="value"}` as Prometheus writes it. */
export async function scrape({ url }: Pick<Ledger, 'url'>): Promise<ReadonlyMap<string, number>> {
  const headers = { Authorization: `Bearer ${READ_KEY}` };
  const response = await fetch(`${url}/metrics`, { headers });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`A scrape was answered ${response.status}: ${text}`);
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))] as const;
      }),
  );
}
