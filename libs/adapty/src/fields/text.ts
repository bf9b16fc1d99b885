/** A text as it came. Absent, null and empty mean the same; anything but a string is unreadable. */
export const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
