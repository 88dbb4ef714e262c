/** LSNs and segment names of a picture, whose positions are bytes from its base. */
export interface LsnBase {
  readonly base: bigint;
  readonly segmentSize: number;
}

export function parseLsn(text: string): bigint | undefined {
  const match = /^\s*([0-9a-f]{1,8})\/([0-9a-f]{1,8})\s*$/i.exec(text);
  return match ? (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`) : undefined;
}

const hex = (value: bigint, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');

/** `0/2D1F40A8`, as PostgreSQL up to 18 prints LSNs. */
export function lsnAt({ base }: LsnBase, position: number): string {
  const lsn = base + BigInt(Math.max(0, Math.floor(position)));
  return `${hex(lsn >> 32n, 1)}/${hex(lsn & 0xffff_ffffn, 1)}`;
}

/** The 24-digit name of the segment that a position is in. */
export function segmentAt({ base, segmentSize }: LsnBase, timeline: number, position: number): string {
  const lsn = base + BigInt(Math.max(0, Math.floor(position)));
  const number = lsn / BigInt(segmentSize);
  const perId = 0x1_0000_0000n / BigInt(segmentSize);
  return hex(BigInt(timeline), 8) + hex(number / perId, 8) + hex(number % perId, 8);
}

/** Timeline and position of a segment's name. */
export function positionOfSegment(
  { base, segmentSize }: LsnBase,
  name: string,
): { timeline: number; position: number } | undefined {
  const match = /^([0-9a-f]{8})([0-9a-f]{8})([0-9a-f]{8})/i.exec(name.trim());
  if (!match) return undefined;
  const [timeline, log, seg] = match.slice(1).map(digits => BigInt(`0x${digits}`));
  const number = log * (0x1_0000_0000n / BigInt(segmentSize)) + seg;
  return { timeline: Number(timeline), position: Number(number * BigInt(segmentSize) - base) };
}
