/** What stands for anything in a shown answer: times of receipt, ids of requests. */
const ANYTHING = '…';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Where an answer differs from the one that a page shows: its status, the headers and the fields that the
 * page names. Fields that the page leaves out may be there.
 */
export function differences(shown: string, answered: Answered): string[] {
  const [head = '', ...rest] = shown.split('\n\n');
  const [statusLine = '', ...headerLines] = head.trim().split('\n');
  const body = rest.join('\n\n').trim();
  return [
    ...differs('status', Number(statusLine.split(' ')[1]), answered.status),
    ...headerLines.flatMap((line) => {
      const [name = '', value = ''] = line.split(/: (.*)/);
      return differs(name, value, answered.headers.get(name) ?? 'absent');
    }),
    ...(body === '' ? differs('body', '', answered.text) : bodyDiffers(body, answered.text)),
  ];
}

function bodyDiffers(shown: string, text: string): string[] {
  try {
    return differs('body', JSON.parse(shown), JSON.parse(text));
  } catch {
    return differs('body', shown, text);
  }
}

function differs(where: string, shown: unknown, real: unknown): string[] {
  if (typeof shown === 'string' && typeof real === 'string')
    return fits(shown, real) ? [] : [`${where}: shown ${shown}, really ${real}`];
  if (Array.isArray(shown) && Array.isArray(real))
    return shown.length === real.length
      ? shown.flatMap((item, place) => differs(`${where}[${place}]`, item, real[place]))
      : [`${where}: shown with ${shown.length} items, really ${real.length}`];
  if (isRecord(shown) && isRecord(real) && Object.keys(shown).length > 0)
    return Object.entries(shown).flatMap(([name, value]) =>
      differs(`${where}.${name}`, value, real[name]),
    );
  return Object.is(shown, real) || (isEmpty(shown) && isEmpty(real))
    ? []
    : [`${where}: shown ${JSON.stringify(shown)}, really ${JSON.stringify(real)}`];
}

/** `W/"…"` fits every weak tag. */
export function fits(shown: string, real: string): boolean {
  const literal = shown.split(ANYTHING).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^]*')}$`).test(real);
}

/** A page that shows an object with nothing in it says that there is nothing in it. */
const isEmpty = (value: unknown): boolean => isRecord(value) && Object.keys(value).length === 0;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
