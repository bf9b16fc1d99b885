import { parser } from '@prometheus-io/lezer-promql';

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly values: readonly string[] }[];
}

export interface PromQl {
  readonly selectors: readonly Selector[];
  /** The labels of every `by`, `without`, `on` and `ignoring`. */
  readonly groupings: readonly string[];
}

/** What an expression asks for, by Prometheus' own grammar. @throws Error where it is no PromQL. */
export function readPromQl(expression: string): PromQl {
  const selectors: { metric: string; matchers: { label: string; values: string[] }[] }[] = [];
  const groupings: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ type, from, to, node }) => {
      const text = expression.slice(from, to);
      if (type.isError) throw new Error(`No PromQL at ${from}: ${expression}`);
      if (type.name === 'VectorSelector') selectors.push({ metric: '', matchers: [] });
      const selector = selectors.at(-1);
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector' && selector)
        selector.metric = text;
      if (type.name === 'UnquotedLabelMatcher') {
        const [, label = '', value = ''] = /^(\w+)\s*[=!~]+\s*"(.*)"$/s.exec(text) ?? [];
        selector?.matchers.push({ label, values: value.split('|') });
      }
      if (type.name === 'LabelName' && node.parent?.name === 'GroupingLabels') groupings.push(text);
    },
  });
  return { selectors, groupings };
}
