import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const FOLDER = 'apps/ledger/test';
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

it('every suite that runs over EventStoreDB runs against a server that is brought', () => {
  const suites = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.e2e-spec.ts'))
    .filter((name) =>
      /ALL_PAIRS|store: 'eventstoredb'/.test(readFileSync(`${FOLDER}/${name}`, 'utf8')),
    )
    .map((name) => `${FOLDER}/${name}`);
  const named = (scripts['test:eventstore'] ?? '').split(' ');
  expect(named.filter((word) => word.startsWith(FOLDER)).sort()).toEqual(suites.sort());
});
