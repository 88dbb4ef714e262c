import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { type Major, majors } from '../../postgres/majors.ts';
import { defaultSegmentSize, parseSegmentName } from '../../postgres/segmentName.ts';
import { encryptedRepository } from '../encrypted.ts';
import { type Layout, openFolderIfThere } from '../layout.ts';
import type { BackupFacts, Repository } from '../repository.ts';
import { readText } from '../smallText.ts';
import { sealedWal } from './sealedWal.ts';
import { toldSegmentSize } from './toldSegmentSize.ts';
import { walFilesIn } from './walFiles.ts';

/** WAL-E puts the offset in the segment behind its name, in decimal digits. */
const base = '([0-9A-F]{24})(?:_(\\d{8}))?';
const sentinel = new RegExp(`^(base_${base}(?:_D_[0-9A-F]{24}(?:_\\d{8})?)?)_backup_stop_sentinel\\.json$`);

/** A WAL-G or WAL-E repository: `wal_005` and `basebackups_005`. */
export const walG: Layout = {
  async read(files, folder, platform) {
    const wal = await openFolderIfThere(files, `${folder.path}/wal_005`);
    if (!wal) return [];
    const found = await backups(files, `${folder.path}/basebackups_005`, platform);
    const newest = found.findLast(each => each.facts.systemIdentifier !== undefined);
    const objects = walFilesIn(wal, 'archive');
    const sealed = await sealedWal(files, objects, platform);
    const repository: Repository = {
      layout: 'WAL-G',
      root: folder.path,
      objects: sealed ? objects.map(object => ({ ...object, encrypted: true })) : objects,
      backups: found.map(each => each.facts),
      systemIdentifier: newest?.facts.systemIdentifier,
      major: newest?.major,
      segmentSize: found
        .map(({ facts }) => toldSegmentSize(facts.label.slice(5, 29), facts.startLsn))
        .find(size => size !== undefined),
      problems: sealed ? [encryptedRepository(sealed.encryption, wal.path)] : [],
    };
    return [repository];
  },
};

interface FoundBackup {
  readonly facts: BackupFacts;
  readonly major?: Major;
}

async function backups(files: Files, path: string, platform: DecompressionPlatform): Promise<FoundBackup[]> {
  const folder = await openFolderIfThere(files, path);
  if (!folder) return [];
  const found: FoundBackup[] = [];
  const names = folder.entries.map(entry => entry.name).sort();
  for (const name of names) {
    const match = sentinel.exec(name);
    const text = match && (await readText(files, `${path}/${name}`, platform));
    if (!match || text === null || text === undefined) continue;
    const times = await readText(files, `${path}/${match[1]}/metadata.json`, platform);
    found.push(readSentinel(`${text}\n${times ?? ''}`, match, `${path}/${name}`));
  }
  return found;
}

/**
 * A sentinel's LSNs and identifiers are 64-bit decimals, more than JSON.parse keeps: they are read from the text. Times
 * were in a metadata.json only, before the sentinel had them too.
 * WAL-G: internal/databases/postgres/backup_sentinel_dto.go; WAL-E: wal_e/operator/backup.py.
 */
function readSentinel(text: string, [, name, segment, offset]: RegExpExecArray, path: string): FoundBackup {
  const decimal = (key: string) => {
    const match = new RegExp(`"${key}"\\s*:\\s*(\\d+)`, 'i').exec(text);
    return match ? BigInt(match[1]) : undefined;
  };
  const word = (key: string) => new RegExp(`"${key}"\\s*:\\s*"([^"]*)"`, 'i').exec(text)?.[1];
  const version = Number(decimal('PgVersion') ?? 0n);
  const stopSegment = word('wal_segment_backup_stop');
  return {
    facts: {
      label: name,
      path,
      timeline: Number(decimal('Timeline') ?? Number.parseInt(segment.slice(0, 8), 16)),
      startLsn: decimal('LSN') ?? lsnIn(segment, offset),
      stopLsn: decimal('FinishLSN') ?? lsnIn(stopSegment, word('wal_segment_offset_backup_stop')),
      startTime: word('StartTime') ?? word('start_time'),
      stopTime: word('FinishTime') ?? word('finish_time'),
      type: name.includes('_D_') ? 'incremental' : 'full',
      parent: word('DeltaFrom'),
      systemIdentifier: decimal('SystemIdentifier'),
    },
    major: majors.find(major => major === Math.floor(version / 10_000)),
  };
}

/** The position `offset` bytes into a segment of 16 MB: WAL-E knows no other size. */
function lsnIn(segment: string | undefined, offset: string | undefined): Lsn | undefined {
  const parsed = parseSegmentName(segment ?? '', defaultSegmentSize);
  if (!parsed || offset === undefined) return undefined;
  return parsed.number * BigInt(defaultSegmentSize) + BigInt(Number.parseInt(offset, 10));
}
