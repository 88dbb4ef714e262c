import type { Major } from '../../majors.ts';
import type { StartRule } from './situation.ts';

const checkedSince: Major = 11;
const usualSegmentBytes = 16 * 1024 * 1024;
const megabyte = 1024 * 1024;

/** ReadControlFile in access/transam/xlog.c: each must hold two WAL segments. */
function holdsTwoSegments(setting: string): StartRule {
  return ({ major, number, surroundings }) => {
    const segmentBytes = surroundings.control?.walSegmentSize ?? usualSegmentBytes;
    const segments = Math.floor((number(setting) * megabyte) / segmentBytes);
    if (major < checkedSince || segments >= 2) return undefined;
    return {
      code: 'wal-size-below-two-segments',
      message: `"${setting}" must be at least twice "wal_segment_size"`,
      settings: [setting],
    };
  };
}

export const walSizeRules: readonly StartRule[] = [
  holdsTwoSegments('min_wal_size'),
  holdsTwoSegments('max_wal_size'),
];
