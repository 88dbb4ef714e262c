import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import { FileError } from '../bytes/byteSource.ts';
import { type BinaryFileSession, openBinaryFile } from '../inspect/binarySession.ts';
import { base64 } from '../inspect/recordDetails.ts';
import {
  binaryBytes,
  binaryClose,
  binaryOpen,
  binaryRow,
  binaryRows,
  binaryText,
} from '../protocol/binaryFile.ts';
import type { RequestOf } from '../protocol.ts';
import type { ServerParts } from './server.ts';
import { pathOfUri } from './uri.ts';

/** Answers the requests of the decoded view of binary files. Sessions live until they are closed. */
export function binaryFileRequests({ connection, disk, workspace }: ServerParts): void {
  const open = new Map<number, BinaryFileSession>();
  let sessions = 0;

  function answer<Params extends { readonly session: number }, Result>(
    { method }: RequestOf<Params, Result>,
    handle: (session: BinaryFileSession, params: Params) => Result,
  ): void {
    connection.onRequest(method, (params: Params): unknown => {
      const session = open.get(params.session);
      if (!session) throw new ResponseError(ErrorCodes.InvalidParams, 'This file is not open any more.');
      return handle(session, params);
    });
  }

  connection.onRequest(binaryOpen.method, async ({ uri }: { uri: string }) => {
    try {
      const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
      const session = await openBinaryFile(
        disk,
        pathOfUri(uri),
        workspace.decompression,
        ++sessions,
        timeZone,
      );
      open.set(session.state.session, session);
      return session.state;
    } catch (error) {
      if (!(error instanceof FileError || error instanceof RangeError)) throw error;
      throw new ResponseError(ErrorCodes.InvalidRequest, error.message);
    }
  });
  answer(binaryClose, ({ state }) => {
    open.delete(state.session);
    return null;
  });
  answer(binaryRows, (session, { filter, start, count }) => ({
    start,
    ...session.rows(filter, start, count),
  }));
  answer(binaryRow, (session, { filter, id }) => session.row(filter, id) ?? null);
  answer(binaryBytes, (session, { offset, length }) => {
    const { bytes, stretches } = session.bytes(offset, length);
    return { offset, bytes: base64(bytes), stretches };
  });
  answer(binaryText, (session, { format }) => ({ text: session.text(format) }));
}
