import type { Major } from '../../majors.ts';
import type { WalRecord } from '../record.ts';
import { resourceManager } from '../rmgr/registry.ts';
import { type CompiledKind, compileKind } from './compile.ts';
import { Description, type FieldNode } from './description.ts';
import { kindOf } from './resourceManager.ts';
import { constant } from './textBuffer.ts';

/** XLR_INFO_MASK: the bits of the info byte that belong to no resource manager. */
const commonInfoMask = 0x0f;

/** Names and describes the records of one major. */
export class Describer {
  readonly description: Description;
  readonly #major: Major;
  /** By resource manager and the upper half of the info byte. */
  readonly #compiled: CompiledKind[] = new Array(256 << 4);

  constructor(major: Major) {
    this.#major = major;
    this.description = new Description(major);
  }

  /** The kind of a record, ready to describe it. */
  kind(rmid: number, info: number): CompiledKind {
    const slot = (rmid << 4) | ((info & 0xff) >> 4);
    this.#compiled[slot] ??= this.#compile(rmid, info & ~commonInfoMask & 0xff);
    return this.#compiled[slot];
  }

  #compile(rmid: number, info: number): CompiledKind {
    const unknown = `UNKNOWN (${info.toString(16)})`;
    const manager = resourceManager(rmid);
    const kind = manager && kindOf(manager, info, this.#major);
    if (kind) {
      const inits = (info & (manager.initBit ?? 0)) !== 0;
      const name = kind.mayInit ? `${kind.name}+INIT` : unknown;
      return compileKind(kind, inits ? name : kind.name, this.#major);
    }
    return {
      name: unknown,
      heading: constant(`${unknown} `),
      describe: manager ? () => {} : d => d.out.text(`rmid: ${rmid}`),
      pieces: manager ? [] : [`rmid: ${rmid}`],
    };
  }

  /** The record's type name, description and fields. */
  explain(record: WalRecord): { name: string; text: string; fields: FieldNode[] } {
    const d = this.description;
    const kind = this.kind(record.rmid, record.info);
    const fields: FieldNode[] = [];
    const from = d.out.length;
    d.record = record;
    d.fields = fields;
    kind.describe(d);
    d.fields = undefined;
    const text = d.out.toString(from);
    d.out.length = from;
    return { name: kind.name, text, fields };
  }

  /** The record's description alone, as text. */
  text(record: WalRecord): string {
    const d = this.description;
    const from = d.out.length;
    d.record = record;
    this.kind(record.rmid, record.info).describe(d);
    const text = d.out.toString(from);
    d.out.length = from;
    return text;
  }
}
