import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { decompress } from 'fzstd';

/** One file of a tar archive: its header and its content, padded. */
interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const truth = new URL('../truth/cli/', import.meta.url);
const read = (name: string) => new Uint8Array(readFileSync(new URL(name, truth)));

/** The archive of a PostgreSQL 19 that was promoted twice, as GNU tar packed it. */
export const archive19 = decompress(read('archive19.tar.zst'));

function membersOf(archive: Uint8Array): Member[] {
  const members: Member[] = [];
  for (let at = 0; archive[at]; ) {
    const text = (from: number, length: number) =>
      Buffer.from(archive.subarray(at + from, at + from + length))
        .toString('latin1')
        .replace(/\0.*/s, '');
    const end = at + 512 + Math.ceil(Number.parseInt(text(124, 12), 8) / 512) * 512;
    members.push({ name: text(0, 100), bytes: archive.subarray(at, end) });
    at = end;
  }
  return members;
}

/** The content of each file. */
export function filesIn(archive: Uint8Array): [name: string, bytes: Uint8Array][] {
  return membersOf(archive).map(({ name, bytes }) => {
    const size = Number.parseInt(Buffer.from(bytes.subarray(124, 135)).toString('latin1'), 8);
    return [name, bytes.subarray(512, 512 + size)];
  });
}

/** The member with another name or size in its header. */
function changed({ name, bytes }: Member, fields: { name?: string; size?: number }): Member {
  const copy = bytes.slice(0, 512 + Math.ceil((fields.size ?? bytes.length - 512) / 512) * 512);
  const put = (text: string, at: number, length: number) =>
    copy.set(Buffer.from(text.padEnd(length, '\0'), 'latin1'), at);
  if (fields.name !== undefined) put(fields.name, 0, 100);
  if (fields.size !== undefined) put(fields.size.toString(8).padStart(11, '0'), 124, 12);
  copy.fill(32, 148, 156);
  put(
    `${copy
      .subarray(0, 512)
      .reduce((a, b) => a + b, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    8,
  );
  return { name: fields.name ?? name, bytes: copy };
}

const packed = (members: readonly Member[]) =>
  new Uint8Array(Buffer.concat([...members.map(({ bytes }) => bytes), new Uint8Array(1024)]));

/** Archives made of that one, whole and broken, by file name. */
export function tarVariants(): Map<string, Uint8Array> {
  const all = membersOf(archive19);
  const second = all.findIndex(({ name }) => name === '000000010000000000000009');
  const renamed = (prefix: string) => packed(all.map(each => changed(each, { name: prefix + each.name })));
  const withSecond = (member: Member[]) => packed(all.toSpliced(second, 1, ...member));
  const badSize = all[0].bytes.slice();
  badSize.set([1, 2, 3, 4], 512 + 32);
  return new Map([
    ['all.tar', archive19],
    ['all.tar.gz', new Uint8Array(gzipSync(archive19))],
    ['all.tgz', new Uint8Array(gzipSync(archive19))],
    ['reverse.tar', packed(all.toReversed())],
    ['inPgWal.tar', renamed('pg_wal/')],
    ['dot.tar', renamed('./')],
    ['nested.tar', renamed('data/pg_wal/')],
    ['unsafe.tar', renamed('/')],
    ['hole.tar', withSecond([])],
    ['short.tar', withSecond([changed(all[second], { size: 500_000 })])],
    ['tiny.tar', withSecond([changed(all[second], { size: 100 })])],
    ['badSize.tar', packed([{ ...all[0], bytes: badSize }, ...all.slice(1)])],
    ['cut.tar', archive19.subarray(0, 1_500_000)],
    ['cutHeader.tar', archive19.subarray(0, 100)],
    ['noWal.tar', packed(all.filter(({ name }) => name.endsWith('.history')))],
    ['empty.tar', new Uint8Array(0)],
    ['garbage.tar', new Uint8Array(2000).fill(7)],
    ['pg_wal.tar.gz', read('pg_wal.tar.gz')],
  ]);
}
