export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const BETWEEN = '  ';

/** A table as lines of plain text, each column as wide as its widest cell: its titles, a rule, its rows. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const widths = columns.map(({ title }, place) =>
    Math.max(title.length, ...rows.map((row) => row[place]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, place) => {
        const [cell, width] = [cells[place] ?? '', widths[place] ?? 0];
        return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(BETWEEN)
      .trimEnd();
  return [
    line(columns.map(({ title }) => title)),
    widths.map((width) => '─'.repeat(width)).join(BETWEEN),
    ...rows.map(line),
  ];
}
