const options = `Options:
  -b, --bkp-details      show block references on lines of their own, with their images
  -B, --block=N          with --relation: only records that change block N
      --each             dump every operand on its own, with its own major: segments, ranges
                         FIRST..LAST, tar archives, folders of any layout
  -e, --end=LSN          stop at this LSN
  -f, --follow           wait for more at the end of the WAL
  -F, --fork=FORK        only records that change blocks of this fork: main, fsm, vm, init
      --history          read the timelines that lead to the one that is named, each up to its switch
                         point, as the history files say (default: the newest one; after a single
                         STARTSEG its own)
  -n, --limit=N          show N records at most
  -p, --path=PATH        folder of the segments, a data directory, or a tar archive
                         (default: current folder, ./pg_wal, $PGDATA/pg_wal)
  -q, --quiet            print nothing but errors
  -r, --rmgr=NAME        only records of this resource manager; --rmgr=list names them all
  -R, --relation=T/D/R   only records that change blocks of this relation
                         (tablespace/database/relation numbers)
  -s, --start=LSN        begin at this LSN
  -t, --timeline=N       timeline to read (default: 1, or the one of STARTSEG)
  -V, --version          print what this stands in for
  -w, --fullpage         only records with a full-page image
  -x, --xid=XID          only records of this transaction
  -z, --stats[=record]   print statistics by resource manager, or by record type
  --save-fullpage=DIR    write the full-page images to files in DIR
  -?, --help             print this help
`;

const dumpHelp = `walscope dump shows the records of WAL segments as the pg_waldump of their own major does.

Usage:
  walscope dump [OPTION]... [STARTSEG [ENDSEG]]
  walscope dump [OPTION]... --start=LSN ARCHIVE.tar
  walscope dump [OPTION]... --each PATH...

Segments may be plain or compressed (.gz .lz4 .zst .bz2 .xz .br), and of any major from 10 to 19. So may be tar
archives, which hold segments at the top or in pg_wal.

${options}
Exit status: 0 when the whole range was read, 1 when the WAL ended before.
`;

const statsHelp = `walscope stats counts the records of WAL segments as pg_waldump --stats of their own major does.

Usage:
  walscope stats [OPTION]... [STARTSEG [ENDSEG]]
  walscope stats [OPTION]... --start=LSN ARCHIVE.tar
  walscope stats [OPTION]... --each PATH...

      --record           by record type instead of resource manager
      --format=FORMAT    text (default), or json: one document, with --each one on a line for each

${options}
Exit status: 0 when the whole range was read, 1 when the WAL ended before.
`;

/** What `walscope dump --help` or `walscope stats --help` prints. */
export function helpOf(command: 'dump' | 'stats'): string {
  return command === 'dump' ? dumpHelp : statsHelp;
}
