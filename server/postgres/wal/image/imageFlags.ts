import { type Major, sinceMajor } from '../../majors.ts';

/** Bits of bimg_info, the flags of a full-page image. PostgreSQL: BKPIMAGE_* in access/xlogrecord.h. */
export interface ImageFlags {
  readonly hasHole: number;
  /** Redo restores the page from the image (otherwise it is there for wal_consistency_checking). */
  readonly apply: number;
  /** Bit of each compression method. */
  readonly methods: readonly { readonly bit: number; readonly name: CompressionMethod }[];
  /** All compression bits together. */
  readonly compressed: number;
}

export type CompressionMethod = 'pglz' | 'lz4' | 'zstd';

/** Size of a data page in bytes, as every common build has it. */
export const blockSize = 8192;

const flagsSince: { readonly [M in Major]?: ImageFlags } = {
  10: { hasHole: 0x01, apply: 0x04, methods: [{ bit: 0x02, name: 'pglz' }], compressed: 0x02 },
  15: {
    hasHole: 0x01,
    apply: 0x02,
    methods: [
      { bit: 0x04, name: 'pglz' },
      { bit: 0x08, name: 'lz4' },
      { bit: 0x10, name: 'zstd' },
    ],
    compressed: 0x1c,
  },
};

/** How `major` lays out the flags of full-page images. */
export function imageFlags(major: Major): ImageFlags {
  return sinceMajor(flagsSince, major)!;
}
