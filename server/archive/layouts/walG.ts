import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { type Major, majors } from '../../postgres/majors.ts';
import { type Layout, openFolderIfThere } from '../layout.ts';
import type { BackupFacts, Repository } from '../repository.ts';
import { readText } from '../smallText.ts';
import { walFilesIn } from './walFiles.ts';

const sentinel = /^(base_[0-9A-F]{24}(?:_D_[0-9A-F]{24})?)_backup_stop_sentinel\.json$/;

/** A WAL-G or WAL-E repository: `wal_005` and `basebackups_005`. */
export const walG: Layout = {
  async read(files, folder, platform) {
    const wal = await openFolderIfThere(files, `${folder.path}/wal_005`);
    if (!wal) return [];
    const found = await backups(files, `${folder.path}/basebackups_005`, platform);
    const repository: Repository = {
      layout: 'WAL-G',
      root: folder.path,
      objects: walFilesIn(wal, 'archive'),
      backups: found.map(each => each.facts),
      systemIdentifier: found.find(each => each.systemIdentifier)?.systemIdentifier,
      major: found.find(each => each.major)?.major,
      problems: [],
    };
    return [repository];
  },
};

interface FoundBackup {
  readonly facts: BackupFacts;
  readonly systemIdentifier?: bigint;
  readonly major?: Major;
}

async function backups(files: Files, path: string, platform: DecompressionPlatform): Promise<FoundBackup[]> {
  const folder = await openFolderIfThere(files, path);
  if (!folder) return [];
  const found: FoundBackup[] = [];
  for (const { name } of folder.entries) {
    const match = sentinel.exec(name);
    const text = match && (await readText(files, `${path}/${name}`, platform));
    if (match && text) found.push(readSentinel(text, match[1], `${path}/${name}`));
  }
  return found;
}

/** A sentinel's LSNs and identifiers are 64-bit decimals, more than JSON.parse keeps: they are read from the text. */
function readSentinel(text: string, name: string, path: string): FoundBackup {
  const decimal = (key: string) => {
    const match = new RegExp(`"${key}"\\s*:\\s*(\\d+)`, 'i').exec(text);
    return match ? BigInt(match[1]) : undefined;
  };
  const word = (key: string) => new RegExp(`"${key}"\\s*:\\s*"([^"]*)"`, 'i').exec(text)?.[1];
  const version = Number(decimal('PgVersion') ?? 0n);
  return {
    facts: {
      label: name,
      path,
      timeline: Number.parseInt(name.slice(5, 13), 16),
      startLsn: decimal('LSN'),
      stopLsn: decimal('FinishLSN'),
      startTime: word('start_time'),
      stopTime: word('finish_time'),
      type: name.includes('_D_') ? 'incremental' : 'full',
      parent: word('DeltaFrom'),
    },
    systemIdentifier: decimal('SystemIdentifier'),
    major: majors.find(major => major === Math.floor(version / 10_000)),
  };
}
