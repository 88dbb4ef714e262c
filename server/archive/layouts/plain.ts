import { type Layout, openFolderIfThere } from '../layout.ts';
import { backupsIn, walFilesBelow, walFilesIn } from './walFiles.ts';

/** Where pgBackRest keeps copies for the server to fetch, and notes for the archiver: no archive, soon gone. */
const isSpool = /\/archive\/[^/]+\/(in|out)$/;

/**
 * A folder of segments as `archive_command = 'cp ...'` or pg_receivewal leaves it, a pg_wal on its own, or the inner
 * folders of a tool's repository.
 */
export const plain: Layout = {
  async read(files, folder, platform) {
    if (isSpool.test(folder.path)) return [];
    const statuses = await openFolderIfThere(files, `${folder.path}/archive_status`);
    const place = statuses ? 'pg_wal' : 'archive';
    const objects = statuses ? walFilesIn(folder, place) : await walFilesBelow(files, folder);
    if (!objects.length) return [];
    return [
      {
        layout: statuses ? 'pg_wal' : 'plain',
        root: folder.path,
        objects,
        backups: await backupsIn(files, objects, platform),
        archiveStatus: statuses?.entries.map(entry => entry.name),
        problems: [],
      },
    ];
  },
};
