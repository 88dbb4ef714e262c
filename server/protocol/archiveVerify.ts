import { notification, request } from '../protocol.ts';
import type { PictureProblem } from './archive.ts';

/** The cluster in some folders of which every page, link and checksum is to be read. */
export interface VerifyParams {
  readonly uris: readonly string[];
  /** Undefined where the files tell none: then it is all that is there. */
  readonly systemIdentifier?: string;
  /** Names the run in its notices of progress. */
  readonly run: number;
}

export interface VerifyResult {
  readonly segments: number;
  readonly records: number;
  /** Findings in all; `problems` are the first of them. */
  readonly found: number;
  readonly problems: readonly PictureProblem[];
}

/** Reads all WAL of a cluster. Cancellable. */
export const archiveVerify = request<VerifyParams, VerifyResult>('walscope/archive/verify');

export const archiveVerifyProgress = notification<{
  readonly run: number;
  readonly segments: number;
  readonly all: number;
}>('walscope/archive/verifyProgress');
