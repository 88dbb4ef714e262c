/** The encryptions that show in a file's first bytes. */
export type Encryption = 'OpenSSL' | 'OpenPGP' | 'age';

/** Bytes of a file's head that `encryptionOf` looks at. */
export const encryptionBytes = 32;

const beginnings: readonly [string, Encryption][] = [
  ['Salted__', 'OpenSSL'],
  ['-----BEGIN PGP MESSAGE', 'OpenPGP'],
  ['age-encryption.org/', 'age'],
];

/**
 * How a file is encrypted, by its first bytes. pgBackRest encrypts as OpenSSL does, WAL-E, Barman and WAL-G with
 * OpenPGP; WAL-G's libsodium leaves no mark.
 */
export function encryptionOf(head: Uint8Array): Encryption | undefined {
  const text = String.fromCharCode(...head.subarray(0, encryptionBytes));
  const found = beginnings.find(([beginning]) => text.startsWith(beginning));
  return found ? found[1] : isSessionKey(head) ? 'OpenPGP' : undefined;
}

/** Tags of the packets that hold a session key for a public key (1) or a passphrase (3), and their versions. */
const sessionKeys: Readonly<Record<number, readonly number[]>> = { 1: [3, 6], 3: [4, 5, 6] };

/** Whether an OpenPGP packet with a session key begins here, as every encrypted message does: RFC 9580, 4.2 and 5.1. */
function isSessionKey(head: Uint8Array): boolean {
  const first = head[0] ?? 0;
  if (first < 0x80) return false;
  const isNew = (first & 0x40) !== 0;
  const tag = isNew ? first & 0x3f : (first & 0x3c) >> 2;
  // the old format tells by two bits how many bytes of length follow, the new one by the first of them
  const lengthBytes = isNew ? (head[1] < 192 ? 1 : head[1] < 224 ? 2 : 5) : [1, 2, 4, 0][first & 3];
  return sessionKeys[tag]?.includes(head[1 + lengthBytes]) ?? false;
}
