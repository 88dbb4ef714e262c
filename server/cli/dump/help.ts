/** `walscope dump --help`. */
export const dumpHelp = `walscope dump shows the records of WAL segments as the pg_waldump of their own major does.

Usage:
  walscope dump [OPTION]... [STARTSEG [ENDSEG]]

Segments may be plain or compressed (.gz .lz4 .zst .bz2 .xz .br), and of any major from 10 to 19.

Options:
  -b, --bkp-details      show block references on lines of their own, with their images
  -B, --block=N          with --relation: only records that change block N
  -e, --end=LSN          stop at this LSN
  -f, --follow           wait for more at the end of the WAL
  -F, --fork=FORK        only records that change blocks of this fork: main, fsm, vm, init
  -n, --limit=N          show N records at most
  -p, --path=PATH        folder of the segments, or a data directory
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

Exit status: 0 when the whole range was read, 1 when the WAL ended before.
`;
