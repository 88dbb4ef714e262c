import { type BitReader, bitReader } from './bitReader.ts';
import { byteReader } from './byteReader.ts';
import { BadCompressedData } from './compression.ts';

/** More than any block of 900 kB takes compressed: 20 bits a symbol and the tables. */
const longestBlock = 2_500_000;
const runA = 0;
const runB = 1;
const symbolsAGroup = 50;
const longestCode = 20;
const maxSelectors = 18002;

/** The bzip2 format: streams one after another, each of blocks that decode on their own. */
export async function* decodeBzip2(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = byteReader(compressed);
  while (await reader.fill(4)) {
    const [b, z, h, level] = reader.ahead;
    if (b !== 0x42 || z !== 0x5a || h !== 0x68 || level < 0x31 || level > 0x39) throw damaged();
    const block = new Uint32Array((level - 0x30) * 100_000);
    reader.skip(4);
    let bit = 0;
    for (;;) {
      await reader.fill(longestBlock);
      const bits = bitReader(reader.ahead, bit);
      const decoded = decodeNext(bits, block);
      bit = bits.position % 8;
      reader.skip(Math.floor(bits.position / 8));
      if (!decoded) break;
      yield decoded;
    }
    if (bit) reader.skip(1);
  }
  if (reader.ahead.length) throw damaged();
}

const damaged = () => new BadCompressedData('damaged bzip2 data');

/** The next block of a stream, undefined at the stream's end. */
function decodeNext(bits: BitReader, block: Uint32Array): Uint8Array | undefined {
  const mark = bits.read(24) * 2 ** 24 + bits.read(24);
  const checksum = (bits.read(16) * 2 ** 16 + bits.read(16)) >>> 0;
  if (mark === 0x177245385090) return undefined;
  if (mark !== 0x314159265359 || bits.read(1)) throw damaged();
  const origin = bits.read(24);
  const length = decodeSymbols(bits, block);
  if (origin >= length) throw damaged();
  const decoded = withoutRuns(block, length, origin);
  if (crcOf(decoded) !== checksum) throw damaged();
  return decoded;
}

/** Undoes Huffman codes, zero runs and move-to-front; bytes go to the low 8 bits of `block`. Returns how many. */
function decodeSymbols(bits: BitReader, block: Uint32Array): number {
  const front = usedBytes(bits);
  const alphabet = front.length + 2;
  const groups = bits.read(3);
  if (front.length === 0 || groups < 2 || groups > 6) throw damaged();
  const selectors = readSelectors(bits, groups);
  const tables = Array.from({ length: groups }, () => readTable(bits, alphabet));
  let length = 0;
  let run = 0;
  let runBit = 1;
  for (let symbols = 0; ; symbols++) {
    const table = tables[selectors[Math.floor(symbols / symbolsAGroup)]];
    if (!table) throw damaged();
    const symbol = decodeSymbol(bits, table);
    if (symbol === runA || symbol === runB) {
      run += runBit << symbol;
      runBit *= 2;
      if (run > block.length) throw damaged();
      continue;
    }
    if (run) {
      if (length + run > block.length) throw damaged();
      block.fill(front[0], length, length + run);
      length += run;
      run = 0;
      runBit = 1;
    }
    if (symbol === alphabet - 1) return length;
    if (length === block.length) throw damaged();
    const byte = front[symbol - 1];
    front.copyWithin(1, 0, symbol - 1);
    front[0] = byte;
    block[length++] = byte;
  }
}

function usedBytes(bits: BitReader): Uint8Array {
  const rows = bits.read(16);
  const used: number[] = [];
  for (let row = 0; row < 16; row++) {
    if (!(rows & (0x8000 >> row))) continue;
    const columns = bits.read(16);
    for (let column = 0; column < 16; column++)
      if (columns & (0x8000 >> column)) used.push(row * 16 + column);
  }
  return Uint8Array.from(used);
}

function readSelectors(bits: BitReader, groups: number): Uint8Array {
  const count = bits.read(15);
  if (count === 0) throw damaged();
  const front = Uint8Array.from({ length: groups }, (_, i) => i);
  const selectors = new Uint8Array(Math.min(count, maxSelectors));
  for (let i = 0; i < count; i++) {
    let at = 0;
    while (bits.read(1)) if (++at >= groups) throw damaged();
    const selector = front[at];
    front.copyWithin(1, 0, at);
    front[0] = selector;
    if (i < maxSelectors) selectors[i] = selector;
  }
  return selectors;
}

/** Canonical Huffman codes: the last code of each length, and what to add to a code to find its symbol. */
interface Table {
  readonly last: Int32Array;
  readonly offset: Int32Array;
  readonly symbols: Uint16Array;
}

function readTable(bits: BitReader, alphabet: number): Table {
  const lengths = new Uint8Array(alphabet);
  let length = bits.read(5);
  for (let symbol = 0; symbol < alphabet; symbol++) {
    while (bits.read(1)) length += bits.read(1) ? -1 : 1;
    if (length < 1 || length > longestCode) throw damaged();
    lengths[symbol] = length;
  }
  const last = new Int32Array(longestCode + 1).fill(-1);
  const offset = new Int32Array(longestCode + 1);
  const symbols = new Uint16Array(alphabet);
  let code = 0;
  let placed = 0;
  for (let size = 1; size <= longestCode; size++) {
    offset[size] = placed - code;
    for (let symbol = 0; symbol < alphabet; symbol++) {
      if (lengths[symbol] !== size) continue;
      symbols[placed++] = symbol;
      code++;
    }
    last[size] = code - 1;
    code *= 2;
  }
  return { last, offset, symbols };
}

function decodeSymbol(bits: BitReader, { last, offset, symbols }: Table): number {
  let code = 0;
  for (let size = 1; size <= longestCode; size++) {
    code = (code << 1) | bits.read(1);
    if (code <= last[size]) {
      const at = code + offset[size];
      if (at < 0 || at >= symbols.length) throw damaged();
      return symbols[at];
    }
  }
  throw damaged();
}

/** Undoes the Burrows-Wheeler transform and the runs of equal bytes before it. */
function withoutRuns(block: Uint32Array, length: number, origin: number): Uint8Array {
  const starts = new Uint32Array(256);
  for (let i = 0; i < length; i++) starts[block[i] & 0xff]++;
  let before = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = starts[byte];
    starts[byte] = before;
    before += count;
  }
  for (let i = 0; i < length; i++) block[starts[block[i] & 0xff]++] |= i << 8;

  let output = new Uint8Array(length * 2);
  let to = 0;
  let equal = 0;
  let previous = -1;
  let at = block[origin] >>> 8;
  for (let i = 0; i < length; i++) {
    const byte = block[at] & 0xff;
    at = block[at] >>> 8;
    const repeated = equal === 4 ? byte : 1;
    const value = equal === 4 ? previous : byte;
    if (to + repeated > output.length) {
      const larger = new Uint8Array(output.length * 2);
      larger.set(output);
      output = larger;
    }
    output.fill(value, to, to + repeated);
    to += repeated;
    equal = equal === 4 ? 0 : byte === previous ? equal + 1 : 1;
    previous = equal === 0 ? -1 : byte;
  }
  return output.subarray(0, to);
}

/** Of CRC-32 with the most significant bit first, as bzip2 has it. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc;
});

function crcOf(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc << 8) ^ crcTable[(crc >>> 24) ^ byte];
  return ~crc >>> 0;
}
