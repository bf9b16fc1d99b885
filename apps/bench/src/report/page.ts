import { type Machine, machineText } from '../measure/machine.js';
import { asMarkdown, type Table } from './table.js';

/** A benchmark's part of the page. */
export interface Section {
  readonly machine: Machine;
  /** How it was run, in a few words. */
  readonly parameters: string;
  readonly tables: readonly Table[];
}

const MARKED = /<!-- figures: (\S+) -->[\s\S]*?<!-- end of figures -->/g;

/**
 * The page with the figures between its marks replaced; what people wrote around them stays.
 *
 * @param sectionOf a mark's name → its figures; null if there are none.
 * @throws Error for a page without any mark.
 */
export function withFigures(page: string, sectionOf: (name: string) => Section | null): string {
  if (page.match(MARKED) === null) throw new Error('There is no place for figures on the page.');
  return page.replace(MARKED, (_, name: string) =>
    [`<!-- figures: ${name} -->`, figuresText(sectionOf(name)), '<!-- end of figures -->'].join(
      '\n\n',
    ),
  );
}

function figuresText(section: Section | null): string {
  if (section === null) return 'Not measured yet.';
  return [measuredAt(section), ...section.tables.map(asMarkdown)].join('\n\n');
}

const measuredAt = ({ machine, parameters }: Section): string =>
  `Measured at commit \`${machine.commit}\`: ${parameters}. ${machineText(machine)}.`;
