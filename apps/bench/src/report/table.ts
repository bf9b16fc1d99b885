import { tableLines } from '../../../cli/src/terminal/table.js';

/** A table that can be printed and put on a page. The first column names the subject of a row. */
export interface Table {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const asText = ({ titles, rows }: Table): string =>
  tableLines(
    titles.map((title, place) => ({ title, align: place === 0 ? 'left' : 'right' })),
    rows,
  ).join('\n');

export const asMarkdown = ({ titles, rows }: Table): string =>
  [titles, titles.map((_, place) => (place === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
