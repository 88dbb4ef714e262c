import { type CancellationToken, ErrorCodes, ResponseError } from 'vscode-languageserver';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import { editSettings } from '../inspect/recovery/editSettings.ts';
import { type Finder, finderOf, findPlaces } from '../inspect/recovery/findPlaces.ts';
import { planRecovery } from '../inspect/recovery/planRecovery.ts';
import { mayRecoverHere } from '../inspect/recovery/recoverHere.ts';
import type { ArchiveSession } from '../inspect/timelines/archiveSession.ts';
import type { PictureSources } from '../inspect/timelines/picture.ts';
import { parseLsn } from '../postgres/lsn.ts';
import { majors } from '../postgres/majors.ts';
import type { ClusterParams } from '../protocol/archive.ts';
import { recoveryEdit, recoveryFind, recoveryPlan, recoveryProgress } from '../protocol/recovery.ts';
import type { RequestOf } from '../protocol.ts';
import type { ServerParts } from './server.ts';
import { throttled } from './throttled.ts';
import { pathOfUri } from './uri.ts';

/** Milliseconds between two notices of progress. */
const noticeEvery = 150;

/** How recovery requests get at what the timelines view has open. */
export interface OpenClusters {
  session(id: number): ArchiveSession;
  sources(session: ArchiveSession, cluster: number): Promise<PictureSources>;
}

/** Answers requests about recovery to a point in time. What was found in a cluster is remembered until it changes. */
export function registerRecoveryRequests(
  { connection, disk }: ServerParts,
  platform: DecompressionPlatform,
  open: OpenClusters,
): void {
  const finders = new WeakMap<PictureSources['cluster'], Finder>();

  function finderFor({ cluster }: PictureSources): Finder {
    const finder = finders.get(cluster) ?? finderOf(disk, cluster, platform);
    finders.set(cluster, finder);
    return finder;
  }

  function answer<Params extends ClusterParams, Result>(
    { method }: RequestOf<Params, Result>,
    handle: (sources: PictureSources, params: Params, signal: AbortSignal) => Promise<Result>,
  ): void {
    connection.onRequest(method, async (params: Params, token: CancellationToken): Promise<unknown> => {
      const aborting = new AbortController();
      const listening = token.onCancellationRequested(() => aborting.abort());
      try {
        const session = open.session(params.session);
        return await handle(await open.sources(session, params.cluster), params, aborting.signal);
      } catch (error) {
        if (!aborting.signal.aborted) throw error;
        throw new ResponseError(ErrorCodes.PendingResponseRejected, 'cancelled');
      } finally {
        listening.dispose();
      }
    });
  }

  /** Tells the page how far it is, now and then. */
  function progressOf(session: number, doing: 'finding' | 'replaying'): (done: number, all: number) => void {
    const progress = { session, doing, done: 0, all: 0 };
    const notify = throttled(noticeEvery, ({ ...now }: typeof progress) => {
      void connection.sendNotification(recoveryProgress.method, now);
    });
    return (done, all) => notify(Object.assign(progress, { done, all }));
  }

  answer(recoveryFind, (sources, { session, text }, signal) =>
    findPlaces(finderFor(sources), sources.cluster, text, {
      signal,
      onProgress: progressOf(session, 'finding'),
    }),
  );
  answer(recoveryPlan, (sources, { session, place }, signal) =>
    planRecovery(
      { files: disk, platform, cluster: sources.cluster, finder: finderFor(sources), place },
      { signal, onFinding: progressOf(session, 'finding'), onReplaying: progressOf(session, 'replaying') },
    ),
  );
  answer(recoveryEdit, async ({ cluster }, { uri, plan }) => {
    const directory = pathOfUri(uri).replace(/(?<=.)\/+$/, '');
    const stop = parseLsn(plan.target.lsn) ?? 0n;
    const { refusal, warnings } = await mayRecoverHere(disk, directory, { cluster, stop });
    if (refusal !== undefined) return { refusal };
    const major = majors.find(known => known === plan.major) ?? majors[majors.length - 1];
    return editSettings(disk, directory, major, plan.what, plan.settings, warnings);
  });
}
