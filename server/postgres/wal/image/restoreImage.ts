import { decompress as decompressZstd } from 'fzstd';
import { formatLsn } from '../../lsn.ts';
import type { BlockReference, WalRecord } from '../record.ts';
import { blockSize, type CompressionMethod, imageFlags } from './imageFlags.ts';
import { decompressLz4Block } from './lz4Block.ts';
import { decompressPglz } from './pglz.ts';

/** A page as its full-page image restores it, or the server's words for why it cannot. */
export type RestoredImage = { readonly page: Uint8Array } | { readonly problem: string };

/** The method that an image is compressed with, undefined for a plain one. */
export function compressionOf(record: WalRecord, block: BlockReference): CompressionMethod | undefined {
  return imageFlags(record.major).methods.find(method => block.imageInfo & method.bit)?.name;
}

/**
 * Restores the page that `block`'s full-page image holds: decompressed, the hole filled with zeros.
 * PostgreSQL: RestoreBlockImage in access/transam/xlogreader.c.
 */
export function restoreImage(record: WalRecord, block: BlockReference): RestoredImage {
  const stored = record.bytes.subarray(block.imageAt, block.imageAt + block.imageLength);
  const size = blockSize - block.holeLength;
  const method = compressionOf(record, block);
  const bytes = method ? decompress(method, stored, size) : stored;
  if (!bytes || bytes.length !== size || block.holeOffset > size) {
    return { problem: `could not decompress image at ${formatLsn(record.lsn)}, block ${block.id}` };
  }
  if (block.holeLength === 0) return { page: bytes.slice() };
  const page = new Uint8Array(blockSize);
  page.set(bytes.subarray(0, block.holeOffset));
  page.set(bytes.subarray(block.holeOffset), block.holeOffset + block.holeLength);
  return { page };
}

function decompress(method: CompressionMethod, stored: Uint8Array, size: number): Uint8Array | undefined {
  if (method === 'pglz') return decompressPglz(stored, size);
  if (method === 'lz4') return decompressLz4Block(stored, size);
  try {
    // the buffer bounds what a damaged frame may claim to hold
    return decompressZstd(stored, new Uint8Array(size));
  } catch {
    return undefined;
  }
}
