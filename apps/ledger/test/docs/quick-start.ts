import { readFileSync } from 'node:fs';
import { describeFirstCalls } from '../../src/start/first-start.js';
import type { Example } from './examples.js';

const FENCE = /^```(\w+)\n([\s\S]*?)^```$/gm;

const fencesOf = (path: string, language: string): readonly string[] =>
  [...readFileSync(path, 'utf8').matchAll(FENCE)]
    .filter((fence) => fence[1] === language)
    .map(([, , text = '']) => text);

const curlLinesOf = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith('curl '));

/** The two lines that the first start prints, with these secrets in them. */
export const printedLines = (
  url: string,
  productionSecret: string,
  readKey: string,
): readonly string[] =>
  curlLinesOf(describeFirstCalls({ productionSecret, readKey }, url, Date.now()));

/** The same lines as a page shows them, shortened. */
export const shownLines = (path: string): readonly string[] =>
  fencesOf(path, 'text').flatMap(curlLinesOf);

/** The printed lines with the answers that the page shows for them. */
export function quickStartExamples(path: string, lines: readonly string[]): readonly Example[] {
  const answers = fencesOf(path, 'json');
  return lines.map((command, place) => ({
    title: `${path}, line ${place + 1}`,
    command,
    answer: `HTTP/1.1 200 OK\n\n${answers[place] ?? ''}`,
    receivedAt: undefined,
  }));
}
