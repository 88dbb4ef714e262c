/** Classes of colours (segment.css) for families of resource managers. The name always stands beside the colour. */
const families: Readonly<Record<string, string>> = {
  XLOG: 'log',
  Transaction: 'transaction',
  CLOG: 'transaction-state',
  MultiXact: 'transaction-state',
  CommitTs: 'transaction-state',
  Storage: 'storage',
  Database: 'storage',
  Tablespace: 'storage',
  RelMap: 'storage',
  Standby: 'standby',
  Heap: 'heap',
  Heap2: 'heap2',
  Btree: 'index',
  Hash: 'other-index',
  Gin: 'other-index',
  Gist: 'other-index',
  SPGist: 'other-index',
  BRIN: 'other-index',
  Sequence: 'sequence',
  LogicalMessage: 'logical',
  ReplicationOrigin: 'logical',
};

/** The class of a resource manager's mark. */
export function managerColour(manager: string): string {
  return `mark family-${families[manager] ?? 'other'}`;
}
