import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leafBytes, type LeafEvent, leafHashOf } from './leaf.js';

/** The form as `docs/reference/bundle.md` has it, written down a second time: a list of texts and their lengths. */
function byTheBook(event: LeafEvent): Buffer {
  const parts: Buffer[] = [];
  const number = (value: number): void => {
    parts.push(Buffer.from(value.toString(16).padStart(8, '0'), 'hex'));
  };
  const text = (value: string): void => {
    const bytes = new TextEncoder().encode(value);
    number(bytes.byteLength);
    parts.push(Buffer.from(bytes));
  };
  text('subledger event 1');
  text(event.id);
  text(event.stream);
  text(event.revision.toString());
  text(event.type);
  const names = Object.keys(event.metadata).sort((a, b) =>
    Buffer.from(a).toString('hex') < Buffer.from(b).toString('hex') ? -1 : 1,
  );
  number(names.length);
  for (const name of names) {
    text(name);
    text(event.metadata[name] ?? '');
  }
  parts.push(Buffer.from(event.data));
  return Buffer.concat(parts);
}

const anyText = fc.string({ unit: 'grapheme', maxLength: 20 });
const anyEvent = fc.record<LeafEvent>({
  id: fc.uuid(),
  stream: anyText,
  revision: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  type: anyText,
  metadata: fc.dictionary(anyText, anyText, { maxKeys: 6 }),
  data: fc.uint8Array({ maxLength: 100 }),
});

const EVENT: LeafEvent = {
  id: 'ebcf08f3-04e2-85fe-a036-9511118e5613',
  stream: 'production-0b9a1ae2',
  revision: 0n,
  type: 'delivery_accepted',
  metadata: { source: 'webhook', environment: 'production' },
  data: Buffer.from('{}'),
};

describe('the leaf of an event', () => {
  it('is what the page says', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        expect(leafBytes(event)).toEqual(byTheBook(event));
      }),
    );
  });

  it('has the hash that the page shows', () => {
    expect(leafHashOf(EVENT).toString('base64')).toBe(
      '5Uu8Xms6h662l6ILY7MVYVCwyvEq9mwDdL7GLB99dpw=',
    );
  });

  it('does not depend on the order of the metadata', () => {
    const turned = { environment: 'production', source: 'webhook' };
    expect(leafHashOf({ ...EVENT, metadata: turned })).toEqual(leafHashOf(EVENT));
  });

  it.each<Partial<LeafEvent>>([
    { id: 'ebcf08f3-04e2-85fe-a036-9511118e5614' },
    { stream: 'production-0b9a1ae' },
    { revision: 1n },
    { type: 'delivery_conflicted' },
    { metadata: { source: 'webhook', environment: 'sandbox' } },
    { metadata: { source: 'webhookenvironment', '': 'production' } },
    { data: Buffer.from('{} ') },
    { type: 'delivery_accepte', data: Buffer.from('d{}') },
  ])('is another one with %j', (change) => {
    expect(leafHashOf({ ...EVENT, ...change })).not.toEqual(leafHashOf(EVENT));
  });
});
