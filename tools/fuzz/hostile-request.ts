import type { Draw } from './draw.js';
import { hostileBody } from './hostile-bodies.js';
import { hostileText, inAddress } from './hostile-texts.js';
import type { Parameter, Route } from './routes.js';

/** Credentials: without them only the guards would be tested. */
export interface Keys {
  readonly admin: string;
  readonly webhooks: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'];
const CONTENT_TYPES = [
  'application/json',
  'application/json; charset=utf-7',
  'text/plain',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  '/',
  '',
  'x'.repeat(3_000),
];
const ENCODINGS = ['gzip', 'br', 'deflate', 'identity', 'gzip, gzip, gzip', 'nonsense'];
const HEADER_NAMES = ['Accept', 'If-None-Match', 'X-Request-Id', 'Cookie', 'Range', 'Expect', 'TE'];

/** The bytes of one request for a route, corrupted in a random way. */
export function hostileRequest(route: Route, keys: Keys, draw: Draw): Buffer {
  const method = draw.chance(90) ? route.method : draw.of(METHODS);
  const body = method === 'GET' && draw.chance(95) ? Buffer.alloc(0) : hostileBody(draw);
  const lines = [
    `${method} ${addressOf(route, draw)} HTTP/1.1`,
    'Host: fuzz',
    // The server marks the end of the answer by closing the connection.
    'Connection: close',
    ...authorization(route, keys, draw),
    ...oddHeaders(draw),
    ...framing(body, draw),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

function addressOf({ path, parameters }: Route, draw: Draw): string {
  const filled = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const parameter = parameters.find((one) => one.name === name);
    return inAddress(valueFor(parameter, draw), draw);
  });
  const spoilt = draw.chance(4) ? draw.of([`/${filled}`, `${filled}/`, `${filled}/%2F..`]) : filled;
  return `${spoilt}${queryOf(parameters, draw)}`;
}

/** The document's example, or anything. */
function valueFor(parameter: Parameter | undefined, draw: Draw): string {
  const { example, schema } = parameter ?? {};
  const good = [example, schema?.example, ...(schema?.enum ?? [])].filter(
    (value) => typeof value === 'string' || typeof value === 'number',
  );
  return good.length > 0 && draw.chance(40) ? String(draw.of(good)) : hostileText(draw);
}

function queryOf(parameters: readonly Parameter[], draw: Draw): string {
  if (draw.chance(3)) return `?${'a=b&'.repeat(3_000)}`;
  const known = parameters.filter((one) => one.in === 'query' && draw.chance(35));
  const pairs = known.map((one) => [one.name, valueFor(one, draw)] as const);
  if (draw.chance(15)) pairs.push([hostileText(draw), hostileText(draw)]);
  if (draw.chance(5)) pairs.push(...pairs);
  // Waiting for a position that never comes would take too long.
  if (pairs.some(([name]) => name === 'minPosition')) pairs.push(['timeoutMs', '20']);
  const text = pairs.map(([name, value]) => `${inAddress(name, draw)}=${inAddress(value, draw)}`);
  return text.length === 0 ? '' : `?${text.join('&')}`;
}

function authorization({ path }: Route, { admin, webhooks }: Keys, draw: Draw): string[] {
  const right = path.startsWith('/webhooks') ? webhooks : `Bearer ${admin}`;
  if (draw.chance(90)) return [`Authorization: ${right}`];
  if (draw.chance(30)) return [];
  return [`Authorization: ${oneLine(hostileText(draw))}`];
}

function oddHeaders(draw: Draw): string[] {
  const headers: string[] = [];
  if (draw.chance(50)) headers.push(`Content-Type: ${draw.of(CONTENT_TYPES)}`);
  if (draw.chance(8)) headers.push(`Content-Encoding: ${draw.of(ENCODINGS)}`);
  if (draw.chance(20)) headers.push(`${draw.of(HEADER_NAMES)}: ${oneLine(hostileText(draw))}`);
  if (draw.chance(1)) headers.push(`X-Long: ${'x'.repeat(20_000)}`);
  if (draw.chance(1)) headers.push(...Array.from({ length: 3_000 }, (_, n) => `X-${n}: 1`));
  if (draw.chance(1)) headers.push('Upgrade: websocket', 'Connection: Upgrade');
  if (draw.chance(1)) headers.push('no colon in this line');
  return headers;
}

const oneLine = (text: string): string => text.replaceAll(/[\r\n]/g, ' ').slice(0, 4_000);

/** The announced length of the body: mostly the true one. */
function framing(body: Buffer, draw: Draw): string[] {
  const right = `Content-Length: ${body.byteLength}`;
  if (draw.chance(92)) return body.byteLength === 0 && draw.chance(50) ? [] : [right];
  return draw.of([
    [],
    [right, right],
    [right, `Content-Length: ${body.byteLength + 1}`],
    ['Content-Length: -1'],
    ['Content-Length: 1e3'],
    ['Content-Length: 99999999999999999999'],
    ['Transfer-Encoding: chunked'],
    ['Transfer-Encoding: chunked', right],
    ['Transfer-Encoding: nonsense'],
  ]);
}
