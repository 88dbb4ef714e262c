import type { SettingGuides } from './settingGuide.ts';

/** Memory and I/O as far as writing, replay and backups feel it. */
export const memoryAndIoGuides: SettingGuides = {
  shared_buffers: {
    does: 'Memory for pages of tables and indexes, shared by all processes.',
    costs:
      'A quarter of the memory is a usual start. More dirty pages make longer checkpoints. A change needs a restart.',
    goesWrong: 'More than the machine has stops the start.',
    setWith: ['max_wal_size', 'huge_pages'],
  },
  huge_pages: {
    does: 'Uses large memory pages for the shared memory. `try` falls back silently.',
    costs: 'Saves memory and CPU with large `shared_buffers`; the system must reserve the pages first.',
    goesWrong: 'With `on` and too few reserved pages the server refuses to start.',
    setWith: ['shared_buffers', 'huge_page_size'],
  },
  huge_page_size: {
    does: 'Which size of large page to ask for. `0` takes the default of the system.',
    setWith: ['huge_pages'],
  },
  huge_pages_status: {
    does: 'Shows whether large pages are really in use.',
    goesWrong: 'It is read-only: a line in the file stops the start.',
    setWith: ['huge_pages'],
  },
  shared_memory_size_in_huge_pages: {
    does: 'Shows how many large pages the shared memory needs; read it with `postgres -C`.',
    goesWrong: 'It is read-only: a line in the file stops the start.',
    setWith: ['huge_pages'],
  },
  work_mem: {
    does: 'Memory for each sort or hash step, before it spills to disk.',
    costs: 'One query can use it several times: multiply by `max_connections` before you raise it.',
    goesWrong: 'Too high, the machine runs out of memory, and a killed process restarts the whole server.',
    setWith: ['hash_mem_multiplier', 'max_connections'],
  },
  maintenance_work_mem: {
    does: 'Memory for vacuum, index builds and the like.',
    costs: 'Taken by each autovacuum worker as well, unless `autovacuum_work_mem` is set.',
    setWith: ['autovacuum_work_mem', 'autovacuum_max_workers'],
  },
  autovacuum_work_mem: {
    does: 'Memory for each autovacuum worker. `-1` takes `maintenance_work_mem`.',
    setWith: ['autovacuum_max_workers'],
  },
  temp_file_limit: {
    does: 'The most temporary file space that one process may use. `-1` sets no limit.',
    costs: 'Protects the disk, which may be that of `pg_wal`, from one bad query.',
  },
  dynamic_shared_memory_type: {
    does: 'How memory for parallel queries is made.',
    goesWrong: '`mmap` writes it to the data directory, which makes it slow.',
    since: { 12: '`none` is gone.' },
  },
  min_dynamic_shared_memory: {
    does: 'Reserves memory for parallel queries at start, as part of the shared memory.',
  },
  effective_io_concurrency: {
    does: 'How many reads a session may have in flight ahead of need.',
    costs: 'Hundreds suit SSDs and cloud disks.',
    since: { 18: 'The default is 16; before, it was 1.' },
  },
  maintenance_io_concurrency: {
    does: 'The same for maintenance, and for reading ahead in recovery.',
    costs: 'Higher lets replay prefetch further on disks with latency.',
    setWith: ['recovery_prefetch', 'wal_decode_buffer_size'],
    since: { 18: 'The default is 16; before, it was 10.' },
  },
  io_method: {
    does: 'How reads are done: by worker processes, by `io_uring`, or at once by the session (`sync`).',
    goesWrong: '`io_uring` needs a build and a kernel that have it, else the start is refused.',
    setWith: ['io_workers', 'io_max_concurrency'],
    since: { 19: '`io_min_workers` and `io_max_workers` replace `io_workers`.' },
  },
  io_workers: {
    does: 'How many processes read for the others, with `io_method = worker`.',
    setWith: ['io_method'],
    since: { 19: 'Gone: use `io_min_workers` and `io_max_workers`.' },
  },
  io_min_workers: {
    does: 'How many I/O workers always run, with `io_method = worker`.',
    goesWrong: 'More than `io_max_workers` is accepted without a word.',
    setWith: ['io_max_workers'],
  },
  io_max_workers: {
    does: 'How many I/O workers may run when there is much to read, with `io_method = worker`.',
    setWith: ['io_min_workers'],
  },
  io_worker_idle_timeout: { does: 'An idle I/O worker ends after this time.', setWith: ['io_min_workers'] },
  io_worker_launch_interval: {
    does: 'The shortest time between two starts of I/O workers.',
    setWith: ['io_max_workers'],
  },
  io_max_concurrency: {
    does: 'How many reads one process may run at once. `-1` chooses by itself.',
    goesWrong: '`0` is refused.',
    setWith: ['io_method'],
  },
  io_combine_limit: {
    does: 'The largest single read or write of neighbouring pages.',
    setWith: ['io_max_combine_limit'],
    since: { 18: 'Cut silently to `io_max_combine_limit`.' },
  },
  io_max_combine_limit: {
    does: 'The upper bound of `io_combine_limit` for the server.',
    setWith: ['io_combine_limit'],
  },
  transaction_buffers: {
    does: 'Memory for the status of transactions. `0` takes a share of `shared_buffers`.',
    setWith: ['shared_buffers'],
  },
  subtransaction_buffers: {
    does: 'Memory for the parents of subtransactions. `0` takes a share of `shared_buffers`.',
    costs: 'Raise it when sessions on a standby wait for `SubtransSLRU`.',
    setWith: ['shared_buffers'],
  },
  commit_timestamp_buffers: {
    does: 'Memory for commit times. `0` takes a share of `shared_buffers`.',
    setWith: ['track_commit_timestamp'],
  },
  multixact_member_buffers: {
    does: 'Memory for the members of multixacts, rows locked by several transactions.',
  },
  multixact_offset_buffers: {
    does: 'Memory for the index of multixacts, rows locked by several transactions.',
  },
};
