import type { History } from './history.js';
import { toInstant } from './micros.js';

/** A history as lines that a person can follow: when, who, what, about which transaction, until when. */
export function inPlainWords(history: History): string {
  const lines = history.told.map(({ draft, body }) => {
    const said = body.event_properties as Readonly<Record<string, unknown>>;
    const early = draft.knownFrom < draft.at ? ` (announced ${toInstant(draft.knownFrom)})` : '';
    const access = 'is_active' in said ? accessInWords(said) : '';
    const until = String(said.subscription_expires_at ?? said.expires_at).slice(0, 16);
    return [
      `${toInstant(draft.at)}${early} ${String(body.customer_user_id)}: ${draft.type}${access}`,
      `of ${String(said.transaction_id)} in ${String(said.original_transaction_id)}, until ${until}`,
      ...(draft.sharing.length > 0 ? ['shared'] : []),
      ...(typeof said.cancellation_reason === 'string'
        ? [`because ${said.cancellation_reason}`]
        : []),
    ].join(', ');
  });
  return ['', ...lines, `complete until ${toInstant(history.until)}`].join('\n');
}

const accessInWords = (said: Readonly<Record<string, unknown>>): string =>
  said.is_active === true
    ? ` to active (${said.will_renew === true ? 'renews' : 'does not renew'})`
    : ' to inactive';
