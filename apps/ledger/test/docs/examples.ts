import { readFileSync } from 'node:fs';

/** A curl line of a page, with the answer that the page shows below it. */
export interface Example {
  readonly title: string;
  readonly command: string;
  readonly answer: string;
  /** When the server is to take it as received, where the page says so right before it. */
  readonly receivedAt: string | undefined;
}

const RECEIVED = /\nReceived at `(\S+)`:\s*$/;
const FENCE = /^```(\w+)\n([\s\S]*?)^```$/gm;

/** The examples of a page: each `bash` block that begins with curl and is followed by an `http` block. */
export function examplesIn(path: string): readonly Example[] {
  const page = readFileSync(path, 'utf8');
  const fences = [...page.matchAll(FENCE)].map(({ 1: language, 2: text = '', index }) => ({
    language,
    text,
    line: page.slice(0, index).split('\n').length,
    receivedAt: RECEIVED.exec(page.slice(0, index))?.[1],
  }));
  return fences.flatMap(({ language, text, line, receivedAt }, place) => {
    const next = fences[place + 1];
    const isExample = language === 'bash' && text.startsWith('curl ') && next?.language === 'http';
    const title = `${path}:${line}`;
    return isExample ? [{ title, command: text, answer: next.text, receivedAt }] : [];
  });
}

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** 'single quoted', "double quoted" or bare. */
const WORD = /'([^']*)'|"([^"]*)"|([^\s'"]+)/g;

/** A curl line as the request that it makes, with `$NAME` taken from `variables` as a shell would. */
export function callOf(command: string, variables: Readonly<Record<string, string>>): Call {
  const expand = (text: string): string =>
    text.replace(/\$([A-Z_]+)/g, (_, name: string) => {
      const value = variables[name];
      if (value === undefined) throw new Error(`nothing says what $${name} is`);
      return value;
    });
  const words = [...command.replaceAll('\\\n', ' ').matchAll(WORD)].map(
    ([, single, double, bare]) => single ?? expand(double ?? bare ?? ''),
  );
  return callOfWords(words.slice(1));
}

function callOfWords(words: readonly string[]): Call {
  let [method, url, body]: [string, string, string | undefined] = ['GET', '', undefined];
  const headers: Record<string, string> = {};
  for (let place = 0; place < words.length; place += 1) {
    const word = words[place] ?? '';
    if (!word.startsWith('-')) url = word;
    else if (word !== '-i') {
      place += 1;
      const value = words[place] ?? '';
      if (word === '-X') method = value;
      else if (word === '-d') body = value;
      else if (word === '-H')
        headers[value.split(':', 1)[0] ?? ''] = value.replace(/^[^:]*: */, '');
      else throw new Error(`these examples know no option ${word}`);
    }
  }
  return { method, url, headers, ...(body === undefined ? {} : { body }) };
}
