import { LedgerError } from '@subledger/domain';

const DEFAULT_SCHEMA = 'subledger';

/** A plain name: it is written unquoted into the session's search path. */
const SCHEMA = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * The URL that the client gets: without `schema`, and with the session's settings in its `options`. Settings that
 * the operator gave come after ours, and win.
 *
 * @throws LedgerError `invalid-configuration`, never with a part of the URL.
 */
export function connectionUrl(url: string, settings: Readonly<Record<string, string>>): string {
  const parsed = parse(url);
  const schema = parsed.searchParams.get('schema') ?? DEFAULT_SCHEMA;
  if (!SCHEMA.test(schema)) refuse('must have a schema of lower-case letters, digits and _');
  parsed.searchParams.delete('schema');
  const ours = Object.entries({ search_path: schema, ...settings }).map(
    ([name, value]) => `-c ${name}=${value.replaceAll(' ', String.raw`\ `)}`,
  );
  const theirs = parsed.searchParams.get('options');
  parsed.searchParams.set('options', [...ours, ...(theirs === null ? [] : [theirs])].join(' '));
  return parsed.href;
}

function parse(url: string): URL {
  if (!URL.canParse(url)) refuse('must look like postgres://user:password@host:5432/database');
  return new URL(url);
}

function refuse(sentence: string): never {
  throw new LedgerError('invalid-configuration', `READ_MODEL_URL ${sentence}`);
}
