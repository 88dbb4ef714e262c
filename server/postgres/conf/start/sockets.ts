import { isNoAddress } from '../listenAddress.ts';
import { byteLength } from '../text.ts';
import { splitDirectories, splitIdentifiers } from '../values/lists.ts';
import type { Situation, StartFault, StartRule } from './situation.ts';

const addresses = 'listen_addresses';
const folders = 'unix_socket_directories';

/** sun_path in sys/un.h of Linux, less the terminating zero. */
const longestSocketPath = 107;

/** PostmasterMain in postmaster/postmaster.c: TCP/IP first, then sockets in the file system; one of all must be there. */
export const socketRules: readonly StartRule[] = [
  situation => (splitIdentifiers(textOf(situation, addresses)) ? undefined : invalidList(addresses)),
  situation => {
    const items = splitIdentifiers(textOf(situation, addresses)) ?? [];
    if (!items.length || !items.every(isNoAddress)) return undefined;
    return {
      code: 'no-address',
      message: 'could not create any TCP/IP sockets',
      settings: [addresses],
    };
  },
  situation => (splitDirectories(textOf(situation, folders)) ? undefined : invalidList(folders)),
  situation => {
    const inFolders = splitDirectories(textOf(situation, folders)) ?? [];
    const tooLong = inFolders.length > 0 && inFolders.every(folder => isTooLong(folder, situation));
    if (!tooLong) return undefined;
    return {
      code: 'socket-path-too-long',
      message: 'could not create any Unix-domain sockets',
      settings: [folders],
    };
  },
  situation => {
    const on = splitIdentifiers(textOf(situation, addresses));
    const inFolders = splitDirectories(textOf(situation, folders));
    if (on?.length !== 0 || inFolders?.length !== 0) return undefined;
    return {
      code: 'no-socket',
      message: 'no socket created for listening',
      settings: [folders, addresses],
    };
  },
];

function textOf({ value }: Situation, setting: string): string {
  return String(value(setting) ?? '');
}

/** UNIXSOCK_PATH in libpq/pqcomm.h. */
function isTooLong(folder: string, { number }: Situation): boolean {
  return byteLength(`${folder}/.s.PGSQL.${number('port')}`) > longestSocketPath;
}

function invalidList(setting: string): StartFault {
  return {
    code: 'invalid-list',
    message: `invalid list syntax in parameter "${setting}"`,
    settings: [setting],
  };
}
