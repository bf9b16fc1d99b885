import { describe, expect, it } from '@jest/globals';
import { makeSignerKey, readSignerKey, readVerifierKey } from './keys.js';
import { readCheckpoint, signCheckpoint } from './checkpoint.js';
import { isSignedBy, readNote, signNote } from './signed-note.js';

/** The example of Go's `golang.org/x/mod/sumdb/note`, after which C2SP's signed-note was written. */
const SIGNER = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const VERIFIER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const NOTE = `${TEXT}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

/** As somebody else checks it: WebCrypto, and the lines cut by hand. */
async function checkByHand(note: string, verifierKey: string): Promise<boolean> {
  const [text = '', line = ''] = note.split('\n\n— ');
  const keyBytes = Buffer.from(verifierKey.split('+').slice(2).join('+'), 'base64');
  const key = await crypto.subtle.importKey('raw', keyBytes.subarray(1), 'Ed25519', false, [
    'verify',
  ]);
  const signature = Buffer.from(line.trim().split(' ')[1] ?? '', 'base64');
  return crypto.subtle.verify('Ed25519', key, signature.subarray(4), Buffer.from(`${text}\n`));
}

describe('signed notes', () => {
  it('are those of the published example', () => {
    const key = readSignerKey(SIGNER);
    expect(key.verifier.text).toBe(VERIFIER);
    expect(signNote(TEXT, key)).toBe(NOTE);
    const note = readNote(NOTE);
    expect(note?.text).toBe(TEXT);
    expect(note !== null && isSignedBy(note, readVerifierKey(VERIFIER))).toBe(true);
  });

  it('of another key, of another name or of a changed text are not believed', () => {
    const key = readVerifierKey(VERIFIER);
    const other = readSignerKey(makeSignerKey('PeterNeumann'));
    for (const forged of [
      NOTE.replace('cryptography', 'cryptographic'),
      NOTE.replace('— PeterNeumann', '— PeterNewman'),
      signNote(TEXT, other),
      NOTE.replace('x08go/ZJ', 'x08go/ZK'),
    ]) {
      const note = readNote(forged);
      expect(note).not.toBeNull();
      expect(note !== null && isSignedBy(note, key)).toBe(false);
    }
  });

  it('may carry signatures of witnesses, before and after', () => {
    const line = (note: string): string => note.slice(note.indexOf('\n\n') + 2);
    const witness = line(signNote(TEXT, readSignerKey(makeSignerKey('witness.example'))));
    for (const both of [`${NOTE}${witness}`, `${TEXT}\n${witness}${line(NOTE)}`]) {
      const note = readNote(both);
      expect(note !== null && isSignedBy(note, readVerifierKey(VERIFIER))).toBe(true);
    }
  });

  it.each([
    '',
    TEXT,
    NOTE.trimEnd(),
    `${NOTE}no signature\n`,
    NOTE.replace('—', '-'),
    NOTE.replace('\n\n', '\n\r\n\n'),
  ])('are not %j', (text) => {
    expect(readNote(text)).toBeNull();
  });
});

describe('keys', () => {
  it.each([
    '',
    VERIFIER.replace('c74f20a3', 'c74f20a4'),
    VERIFIER.replace('PeterNeumann', 'Peter Neumann'),
    VERIFIER.slice(0, -1),
    'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    SIGNER,
  ])('are not %j', (text) => {
    expect(() => readVerifierKey(text)).toThrow(/verifier key/);
  });

  it('that are refused are never repeated', () => {
    const broken = SIGNER.replace('c74f20a3', 'c74f20a4');
    expect(() => readSignerKey(broken)).toThrow(
      /^This is not a signer key: its ID does not match\.$/,
    );
    expect(() => readSignerKey(SIGNER.slice(0, -2))).toThrow(/^This is not a signer key/);
  });

  it('are different each time, and can be read back', async () => {
    const text = makeSignerKey('subledger.example/log');
    expect(makeSignerKey('subledger.example/log')).not.toBe(text);
    const key = readSignerKey(text);
    const note = signNote('anything\n', key);
    expect(await checkByHand(note, key.verifier.text)).toBe(true);
    expect(await checkByHand(note.replace('any', 'Any'), key.verifier.text)).toBe(false);
  });
});

describe('checkpoints', () => {
  const key = readSignerKey(SIGNER);
  const root = Buffer.alloc(32, 7);

  it('are an origin, a size and a root in three lines', () => {
    const text = signCheckpoint({ size: 20852163n, root }, key);
    expect(text.split('\n').slice(0, 4)).toEqual([
      'PeterNeumann',
      '20852163',
      'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=',
      '',
    ]);
    expect(readCheckpoint(text)).toMatchObject({ origin: 'PeterNeumann', size: 20852163n, root });
  });

  it.each(['007', '-1', '1.0', '1e3', '', '99999999999999999999'])('have no size %j', (size) => {
    const text = signNote(`PeterNeumann\n${size}\n${root.toString('base64')}\n`, key);
    expect(readCheckpoint(text)).toBeNull();
  });

  it('have a root of 32 bytes', () => {
    const short = signNote(`PeterNeumann\n1\n${root.subarray(1).toString('base64')}\n`, key);
    expect(readCheckpoint(short)).toBeNull();
    expect(readCheckpoint(NOTE)).toBeNull();
  });
});
