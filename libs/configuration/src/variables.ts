import { API_SCOPES, ROLES } from './configuration.js';

/** How one variable's text is read. Unreadable text becomes a value that validation refuses. */

const isBlank = (value: string | undefined): value is undefined | '' => (value ?? '').trim() === '';

export const text = (value: string | undefined, fallback: string): string =>
  isBlank(value) ? fallback : value.trim();

export const optionalText = (value: string | undefined): string | null =>
  isBlank(value) ? null : value.trim();

/** Comma-separated, in any case; all roles if none is named. */
export function roles(value: string | undefined): readonly string[] {
  const named = list(value).map((role) => role.toLowerCase());
  return named.length === 0 ? ROLES : named;
}

/** Digits only: `1e3`, `0x10` and `3000.0` are treated as mistakes rather than numbers. */
export function wholeNumber(value: string | undefined, fallback: number): number {
  if (isBlank(value)) return fallback;
  return /^\d{1,15}$/.test(value.trim()) ? Number(value.trim()) : Number.NaN;
}

/**
 * The entries between commas. Blank ones are left out, and spaces around an entry are removed, because HTTP
 * removes them from a header's value too: a secret with spaces at its ends could never match.
 */
export const list = (value: string | undefined): string[] =>
  (value ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** `key` or `key:scope`; the scope is what follows the last colon. */
export function apiKeys(value: string | undefined): { key: string; scope: string }[] {
  return list(value).map((entry) => {
    const colon = entry.lastIndexOf(':');
    if (colon === -1) return { key: entry, scope: API_SCOPES[0] };
    return { key: entry.slice(0, colon).trim(), scope: entry.slice(colon + 1).trim() };
  });
}

/** `name=value` between commas, percent-encoded as OpenTelemetry specifies; null if an entry is invalid. */
export function headers(value: string | undefined): Record<string, string> | null {
  const entries = list(value).map((entry): [string, string] | null => {
    const equals = entry.indexOf('=');
    try {
      const [name, text] = [entry.slice(0, equals), entry.slice(equals + 1)];
      return equals < 1 ? null : [name.trim(), decodeURIComponent(text.trim())];
    } catch {
      return null;
    }
  });
  return entries.includes(null) ? null : Object.fromEntries(entries as [string, string][]);
}

/** A JSON object with its texts trimmed; null if it is not one. */
export function textMap(value: string | undefined): Record<string, unknown> | null {
  if (isBlank(value)) return {};
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
    return Object.fromEntries(
      Object.entries(parsed).map(([key, entry]) => [key, trimmed(entry)] as const),
    );
  } catch {
    return null;
  }
}

const trimmed = (entry: unknown): unknown => (typeof entry === 'string' ? entry.trim() : entry);

/** A value inside a message: one line, and no longer than helps. */
export function quoted(value: string | undefined): string {
  const line = JSON.stringify(value ?? '');
  return line.length <= 80 ? line : `${line.slice(0, 76)}…"`;
}
