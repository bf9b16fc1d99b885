import { existsSync, readFileSync } from 'node:fs';

/** The version in package.json, which is found above both the source and the build. */
export const ownVersion = (): string => versionAbove(new URL('.', import.meta.url));

function versionAbove(folder: URL): string {
  const file = new URL('package.json', folder);
  if (existsSync(file))
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  const parent = new URL('..', folder);
  return parent.href === folder.href ? 'unknown' : versionAbove(parent);
}
