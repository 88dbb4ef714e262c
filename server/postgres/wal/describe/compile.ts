import type { Major } from '../../majors.ts';
import type { Description } from './description.ts';
import type { Member, Struct } from './fieldTypes.ts';
import { type Describe, type RecordKind, valueIn } from './resourceManager.ts';
import { constant } from './textBuffer.ts';

/** A record kind made ready for one major. */
export interface CompiledKind {
  /** Name with `+INIT` where the info byte asks for it. */
  readonly name: string;
  /** `NAME `, encoded. */
  readonly heading: Uint8Array;
  /** Writes the description and, where `fields` is set, notes every field. */
  readonly describe: Describe;
}

/** Makes `kind` ready for `major`. */
export function compileKind(kind: RecordKind, name: string, major: Major): CompiledKind {
  const main = valueIn<Struct>(kind.data, major);
  const block = valueIn<Struct>(kind.blockData, major);
  const text = valueIn<string | Describe>(kind.text, major);
  const write = typeof text === 'function' ? text : template(text ?? '', main, block, kind.parts ?? {});
  const noteFields = (d: Description) => {
    if (main) d.struct(main);
    if (block && d.block(0)) d.struct(block);
  };
  return {
    name,
    heading: constant(`${name} `),
    describe(d) {
      d.main();
      if (d.fields && typeof text !== 'function') noteFields(d);
      write(d);
    },
  };
}

type Step = (d: Description) => void;

/** Compiles `off: {offnum}, flags: {flags}` into a function that writes it. */
function template(
  text: string,
  main: Struct | undefined,
  block: Struct | undefined,
  parts: Readonly<Record<string, Describe>>,
): Describe {
  const steps: Step[] = [];
  for (const piece of text.split(/(\{\w+\})/)) {
    if (piece === '') continue;
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    const inMain = main?.members.find(m => m.name === name);
    const inBlock = block?.members.find(m => m.name === name);
    if (name === undefined) steps.push(constantStep(piece));
    else if (inMain) steps.push(memberStep(inMain));
    else if (inBlock) steps.push(blockMemberStep(inBlock));
    else if (parts[name]) steps.push(partStep(parts[name], main?.size ?? 0));
    else throw new Error(`template "${text}" names ${name}, which is neither member nor part`);
  }
  return d => {
    for (let i = 0; i < steps.length; i++) steps[i](d);
  };
}

function constantStep(text: string): Step {
  const bytes = constant(text);
  return d => d.out.put(bytes);
}

/** Writes a member of the main data; one beyond its end is not there, and no other bytes stand in for it. */
function memberStep({ type, offset }: Member): Step {
  return d => {
    const { record } = d;
    if (offset + type.size <= record.mainDataLength)
      type.write(d.out, record.bytes, record.mainDataAt + offset);
  };
}

function blockMemberStep({ type, offset }: Member): Step {
  return d => {
    const data = d.record.block(0);
    if (data && offset + type.size <= data.dataLength)
      type.write(d.out, d.record.bytes, data.dataAt + offset);
  };
}

/** Runs a part with the cursor behind the head of the main data. */
function partStep(part: Describe, headSize: number): Step {
  return d => {
    d.main();
    d.skip(headSize);
    part(d);
  };
}
