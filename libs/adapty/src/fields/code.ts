const CODE = /^[A-Za-z]{2,3}$/;

/** A country (ISO 3166) or currency (ISO 4217) code, in capitals. */
export const readCode = (value: unknown): string | undefined =>
  typeof value === 'string' && CODE.test(value) ? value.toUpperCase() : undefined;
