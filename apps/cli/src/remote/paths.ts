/** Where a customer's answers are. */
export const customerPath = (customer: string): string =>
  `/v1/customers/${encodeURIComponent(customer)}`;

export const profilePath = (profile: string): string =>
  `/v1/profiles/${encodeURIComponent(profile)}`;

export const chainPath = (store: string, originalTransactionId: string): string =>
  `/v1/chains/${encodeURIComponent(store)}/${encodeURIComponent(originalTransactionId)}`;

/** A path with the parameters of a question; those that are undefined are not asked with. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): string {
  const text = new URLSearchParams(given(query)).toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Without what was not given. */
export const given = (
  query: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
