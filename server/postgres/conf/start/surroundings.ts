import { type Files, readWhole } from '../../../bytes/byteSource.ts';
import { readControl } from '../../files/control.ts';
import type { ControlFile } from '../../files/controlFile.ts';
import { readSlotState, type SlotState } from '../../files/slotState.ts';
import { resolvePath } from '../paths.ts';

/** What stands in the data directory and bears on the start; members are absent where it is not known. */
export interface Surroundings {
  readonly recoverySignal?: boolean;
  readonly standbySignal?: boolean;
  /** Path of recovery.conf when there is one. */
  readonly recoveryConf?: string;
  readonly control?: ControlFile;
  readonly slots?: readonly SlotState[];
  /** How many transactions were prepared and await their end. */
  readonly preparedTransactions?: number;
  /** Names in the data directory itself; known only when it is one: PG_VERSION is in it. */
  readonly names?: ReadonlySet<string>;
}

const smallFile = 64 * 1024;

/** Looks into a data directory; a folder that is none merely tells less. */
export async function lookAround(files: Files, dataDirectory: string): Promise<Surroundings> {
  const at = (name: string) => resolvePath(dataDirectory, name);
  const [names, prepared, control, slots] = await Promise.all([
    namesIn(files, dataDirectory),
    namesIn(files, at('pg_twophase')),
    contentOf(files, at('global/pg_control')),
    slotsIn(files, at('pg_replslot')),
  ]);
  return {
    recoverySignal: names.includes('recovery.signal'),
    standbySignal: names.includes('standby.signal'),
    recoveryConf: names.includes('recovery.conf') ? at('recovery.conf') : undefined,
    control: control && readControl(control).value,
    slots,
    preparedTransactions: prepared.filter(name => /^[0-9A-F]{8,16}$/.test(name)).length,
    names: names.includes('PG_VERSION') ? new Set(names) : undefined,
  };
}

/** Whether a whole data directory has no file of that name; of a few files copied out of one nothing is known. */
export function isMissing(name: string, { names }: Surroundings): boolean {
  return names?.has('base') === true && !names.has(name);
}

async function slotsIn(files: Files, folder: string): Promise<SlotState[]> {
  const states = await Promise.all(
    (await namesIn(files, folder)).map(name => contentOf(files, resolvePath(folder, `${name}/state`))),
  );
  return states.flatMap(bytes => (bytes && readSlotState(bytes).value) ?? []);
}

async function namesIn(files: Files, folder: string): Promise<string[]> {
  try {
    return (await files.list(folder)).map(({ name }) => name);
  } catch {
    return [];
  }
}

async function contentOf(files: Files, path: string): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(files, path, smallFile);
  } catch {
    return undefined;
  }
}
