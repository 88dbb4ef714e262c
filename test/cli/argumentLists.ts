/**
 * Command lines for a folder that holds segment `segment`, a text file `notwal`, and folders with that name for what is
 * no segment: `odd`, `zeros` and `folder`.
 */
export function argumentLists(segment: string, segmentSize: number): string[][] {
  const start = BigInt(`0x${segment.slice(16)}`) * BigInt(segmentSize);
  const at = (offset: number) => `0/${(start + BigInt(offset)).toString(16).toUpperCase()}`;
  const values: Readonly<Record<string, readonly string[]>> = {
    '--start': [
      at(9000),
      at(40),
      at(-1),
      '0/0',
      '0',
      'x',
      '',
      'G/1',
      '0x0/0x1',
      '0/FFFFFFFFF',
      ' 0/ 1',
      '0 /1',
      '+0/-1',
    ],
    '--end': [at(9000), at(segmentSize), at(segmentSize + 1), '0/1', '0/0', '1/', ''],
    '--limit': ['1', '0', '-1', '', 'x', '3x', '1e3', '99999999999', '4294967297', ' 7', '+3'],
    '--rmgr': [
      'heap',
      'HEAP',
      'xyz',
      '',
      'custom128',
      'custom1',
      'custom300',
      'custom0128',
      'custom 130',
      'list',
    ],
    '--timeline': [
      '2',
      '0',
      'x',
      '',
      '0x1',
      '01',
      '08',
      '-1',
      '4294967296',
      '1 ',
      '1x',
      '99999999999999999999',
    ],
    '--xid': ['0', 'x', '', '-1', '99999999999', '745x'],
    '--stats': ['=', '=record', '=rmgr', '=foo'],
    '--path': ['.', 'nowhere', 'notwal', '', 'odd'],
  };
  const lists = Object.entries(values).flatMap(([option, given]) =>
    given.map(value => [option === '--stats' ? option + value : `${option}=${value}`, segment]),
  );
  return [
    ...lists,
    ...['--foo', '--foo=bar', '-k', '--bkp-details=1', '--s', '--st=record', '--re', '--limit', '-bk'].map(
      word => [segment, word],
    ),
    [segment, '-zfoo'],
    ['-bz', segment],
    ['-r', 'heap', '-r', 'xyz', segment],
    ['-r', 'heap', '-r', 'btree', segment],
    ['-n1', '--', segment],
    ['-b', '-n', '5', segment, segment],
    [segment, segment, segment],
    ['-s', at(9000)],
    ['-s', at(9000), '-e', at(9000 + 4096)],
    ['-s', at(9000), '-e', at(0)],
    ...[0, 23, 24, 25, 8191, 8192].map(end => [
      '-s',
      at(100 * segmentSize),
      '-e',
      at(100 * segmentSize + end),
    ]),
    ...[0, 8191, 8192].map(end => ['-s', at(100 * segmentSize + 9000), '-e', at(100 * segmentSize + end)]),
    ['-z'],
    [`./${segment}`],
    [`nowhere/${segment}`],
    [`notwal/${segment}`],
    [`odd/${segment}`],
    [`zeros/${segment}`],
    ['-p', 'zeros', segment],
    [segment, `zeros/${segment}`],
    [`folder/${segment}`],
    [`${segment}/`],
    [`${segment}x`],
    [segment.toLowerCase().replace(/^0/, '1')],
    [segment, 'nowhere'],
    [segment, `${segment.slice(0, 23)}G`],
    ['000000010000000000000FFF'],
  ];
}

/** What the older ones do not have. */
export function newerArgumentLists(segment: string): string[][] {
  return [
    ...['0', 'x', '-1', '4294967295'].map(value => [`--block=${value}`, segment]),
    ...['0', 'x', ''].map(value => [`--block=${value}`, '--relation=1663/5/1259', segment]),
    ...['main', 'vm', 'MAIN', ''].map(value => [`--fork=${value}`, segment]),
    ...[
      '1663/5/1259',
      '1663/5/0',
      '0/5/1',
      'x',
      '1/2',
      '1663/5/1259x',
      '4294967296/1/1',
      '-1/1/1',
      '1663/ 5/ 1259',
    ].map(value => [`--relation=${value}`, segment]),
    ['-w', segment],
    ['-B', '1', '-k', segment],
  ];
}
