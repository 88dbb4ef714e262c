import type { Major } from '../../majors.ts';
import type { Description } from './description.ts';
import type { FieldType, Struct } from './fieldTypes.ts';
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
  const layout = valueIn<Struct>(kind.data, major);
  const text = valueIn<string | Describe>(kind.text, major);
  const write = typeof text === 'function' ? text : template(text ?? '', layout, kind.parts ?? {});
  return {
    name,
    heading: constant(`${name} `),
    describe(d) {
      d.main();
      if (d.fields && layout && typeof text !== 'function') d.struct(layout);
      write(d);
    },
  };
}

type Step = (d: Description) => void;

/** Compiles `off: {offnum}, flags: {flags}` into a function that writes it. */
function template(
  text: string,
  layout: Struct | undefined,
  parts: Readonly<Record<string, Describe>>,
): Describe {
  const steps: Step[] = [];
  for (const piece of text.split(/(\{\w+\})/)) {
    if (piece === '') continue;
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    if (name === undefined) {
      const bytes = constant(piece);
      steps.push(d => d.out.put(bytes));
      continue;
    }
    const member = layout?.members.find(m => m.name === name);
    if (member) steps.push(memberStep(member.type, member.offset));
    else if (parts[name]) steps.push(partStep(parts[name], layout?.size ?? 0));
    else throw new Error(`template "${text}" names ${name}, which is neither member nor part`);
  }
  return d => {
    for (let i = 0; i < steps.length; i++) steps[i](d);
  };
}

function memberStep(type: FieldType, offset: number): Step {
  return d => {
    const { record } = d;
    // a member beyond the main data is not there; bytes of something else must not be printed for it
    if (offset + type.size <= record.mainDataLength)
      type.write(d.out, record.bytes, record.mainDataAt + offset);
  };
}

function partStep(part: Describe, headSize: number): Step {
  return d => {
    d.main();
    d.skip(headSize);
    part(d);
  };
}
