import { describeApi } from '../../apps/ledger/src/openapi/openapi.js';
import { GENERATED } from './generated.js';
import { ofRunningLedger } from './running.js';

type Description = ReturnType<typeof describeApi>;
type Operation = NonNullable<Description['paths'][string]['get']>;
type Parameter = Inline<NonNullable<Operation['parameters']>[number]>;
type Schema = Inline<NonNullable<Parameter['schema']>>;

/** Without references to other places of the document. */
type Inline<T> = Exclude<T, { readonly $ref: string }>;

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const METHODS = ['get', 'post', 'delete'] as const;

/** `docs/reference/routes.md`, from the OpenAPI document of a running ledger. */
export async function routesPage(): Promise<string> {
  const description = await ofRunningLedger(({ app }) => describeApi(app));
  const routes = Object.entries(description.paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method];
      return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation }];
    }),
  );
  const tags = description.tags ?? [];
  return `${GENERATED}

# Routes

Every route with its parameters and answers, as in the [OpenAPI document](openapi.json). For what they mean, with examples
that run, see [HTTP API](http-api.md); for error codes, see [errors](errors.md).

${tags.map(({ name, description: about }) => group(name, about ?? '', routes, description)).join('\n\n')}
`;
}

function group(
  tag: string,
  about: string,
  routes: readonly Route[],
  description: Description,
): string {
  const own = routes.filter(({ operation }) => operation.tags?.includes(tag));
  return `## ${tag}

${about}

${own.map((route) => section(route, description)).join('\n\n')}`;
}

function section({ method, path, operation }: Route, description: Description): string {
  const parts = [
    `### ${method} ${path}`,
    `${sentence(operation.summary ?? '')} ${operation.description ?? ''}`.trim(),
    `Needs ${needs(operation)}.`,
    table('parameter', (operation.parameters ?? []).filter(isInline).map(parameterRow)),
    table('in the body', bodyRows(operation, description)),
    answers(operation),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const answers = ({ responses }: Operation): string =>
  `| answer | when |\n| --- | --- |\n${Object.entries(responses)
    .map(
      ([status, response]) =>
        `| ${status} | ${response !== undefined && isInline(response) ? cell(response.description) : ''} |`,
    )
    .join('\n')}`;

function needs({ security = [], responses }: Operation): string {
  if (security.some((each) => 'webhookSecret' in each)) return 'a webhook secret';
  if (security.length === 0) return 'no key';
  return '403' in responses ? 'an admin key' : 'a key';
}

interface Row {
  readonly name: string;
  readonly values: string;
  readonly about: string;
}

const table = (of: string, rows: readonly Row[]): string =>
  rows.length === 0
    ? ''
    : `| ${of} | values | meaning |\n| --- | --- | --- |\n${rows
        .map(({ name, values, about }) => `| \`${name}\` | ${values} | ${cell(about)} |`)
        .join('\n')}`;

const parameterRow = ({ name, description = '', schema, ...parameter }: Parameter): Row => ({
  name,
  values: listed(
    parameter.in === 'query' ? '' : `in the ${parameter.in === 'path' ? 'address' : 'head'}`,
    parameter.in === 'query' && parameter.required === true ? 'required' : '',
    valuesOf(schema),
  ),
  about: description,
});

/** The members of our own bodies; a webhook's body is Adapty's, and its description says where to find it. */
function bodyRows({ requestBody }: Operation, description: Description): readonly Row[] {
  if (requestBody === undefined || !isInline(requestBody)) return [];
  const schema = requestBody.content['application/json']?.schema;
  const name = schema !== undefined && '$ref' in schema ? schema.$ref.split('/').at(-1) : undefined;
  const body = name === undefined ? undefined : description.components?.schemas?.[name];
  if (body === undefined || !isInline(body)) return [];
  const members = Object.entries((body.properties ?? {}) as Readonly<Record<string, Schema>>);
  return members.map(([member, told]) => ({
    name: member,
    values: listed(body.required?.includes(member) === true ? 'required' : '', valuesOf(told)),
    about: told.description ?? '',
  }));
}

/** The allowed values: a choice, a range, a format, and the default. */
function valuesOf(schema: Parameter['schema']): string {
  if (schema === undefined || !isInline(schema)) return '';
  const { items, minimum, maximum, maxLength, format, type } = schema;
  const example: unknown = schema.example;
  const fallback: unknown = schema.default;
  const choice = schema.enum ?? (items !== undefined && isInline(items) ? items.enum : undefined);
  return listed(
    choice === undefined ? '' : choice.map(code).join(', '),
    minimum === undefined ? '' : `${minimum} to ${maximum ?? 'any'}`,
    maxLength === undefined ? '' : `at most ${maxLength} characters`,
    format ?? '',
    type === 'boolean' ? '`true`, `false`' : '',
    example === undefined ? '' : `such as ${code(example)}`,
    fallback === undefined ? '' : `default ${code(fallback)}`,
  );
}

const isInline = <T extends object>(value: T): value is Inline<T> => !('$ref' in value);

const listed = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('; ');
const code = (value: unknown): string => `\`${String(value)}\``;
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
