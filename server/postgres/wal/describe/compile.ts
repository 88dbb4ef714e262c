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
  /** What a description that is no more than text and fields of the main data consists of. */
  readonly pieces?: readonly Piece[];
}

/** Fixed text, or a field of the main data. */
export type Piece = string | Member;

/** Makes `kind` ready for `major`. */
export function compileKind(kind: RecordKind, name: string, major: Major): CompiledKind {
  const main = valueIn<Struct>(kind.data, major);
  const block = valueIn<Struct>(kind.blockData, major);
  const text = valueIn<string | Describe>(kind.text, major);
  const places = typeof text === 'function' ? undefined : placesOf(text ?? '', main, block, kind.parts ?? {});
  const write = typeof text === 'function' ? text : template(places ?? [], main?.size ?? 0);
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
    pieces: plainPieces(places),
  };
}

/** A place in a template: fixed text, a member of the main data or of block 0's data, or a part. */
type Place =
  | { readonly text: string }
  | { readonly member: Member }
  | { readonly blockMember: Member }
  | { readonly part: Describe };

/** Reads `off: {offnum}, flags: {flags}`. */
function placesOf(
  text: string,
  main: Struct | undefined,
  block: Struct | undefined,
  parts: Readonly<Record<string, Describe>>,
): Place[] {
  const pieces = text.split(/(\{\w+\})/).filter(piece => piece !== '');
  return pieces.map(piece => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    if (name === undefined) return { text: piece };
    const member = main?.members.find(m => m.name === name);
    const blockMember = block?.members.find(m => m.name === name);
    if (member) return { member };
    if (blockMember) return { blockMember };
    if (parts[name]) return { part: parts[name] };
    throw new Error(`template "${text}" names ${name}, which is neither member nor part`);
  });
}

function plainPieces(places: readonly Place[] | undefined): Piece[] | undefined {
  if (!places) return undefined;
  const pieces: Piece[] = [];
  for (const place of places) {
    if ('text' in place) pieces.push(place.text);
    else if ('member' in place) pieces.push(place.member);
    else return undefined;
  }
  return pieces;
}

type Step = (d: Description) => void;

/** Makes of the places of a template a function that writes it. */
function template(places: readonly Place[], headSize: number): Describe {
  const steps = places.map(place => {
    if ('text' in place) return constantStep(place.text);
    if ('member' in place) return memberStep(place.member);
    return 'part' in place ? partStep(place.part, headSize) : blockMemberStep(place.blockMember);
  });
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
