import { type Major, sinceMajor } from '../../majors.ts';
import type { Situation, StartFault, StartRule } from './situation.ts';

/** PostmasterMain in postmaster/postmaster.c: some connections must be left for ordinary users. */
export const connectionsLeft: StartRule = situation => {
  const message = sinceMajor(shortages, situation.major)!(situation);
  return message === undefined
    ? undefined
    : {
        code: 'no-connections-left',
        message,
        settings: [
          'max_connections',
          'superuser_reserved_connections',
          'reserved_connections',
          'max_wal_senders',
        ],
      };
};

type Shortage = (situation: Situation) => string | undefined;

function withReserved(quote: string): Shortage {
  const name = (setting: string) => `${quote}${setting}${quote}`;
  return ({ number }) => {
    const superuser = number('superuser_reserved_connections');
    const reserved = number('reserved_connections');
    const all = number('max_connections');
    return superuser + reserved >= all
      ? `${name('superuser_reserved_connections')} (${superuser}) plus ${name('reserved_connections')} (${reserved}) ` +
          `must be less than ${name('max_connections')} (${all})`
      : undefined;
  };
}

const shortages: { readonly [M in Major]?: Shortage } = {
  10: ({ number }) => {
    if (number('superuser_reserved_connections') >= number('max_connections'))
      return 'superuser_reserved_connections must be less than max_connections';
    return number('max_wal_senders') >= number('max_connections')
      ? 'max_wal_senders must be less than max_connections'
      : undefined;
  },
  11: ({ number }) => {
    const superuser = number('superuser_reserved_connections');
    const senders = number('max_wal_senders');
    const all = number('max_connections');
    return superuser + senders >= all
      ? `superuser_reserved_connections (${superuser}) plus max_wal_senders (${senders}) must be less than max_connections (${all})`
      : undefined;
  },
  12: ({ number }) => {
    const superuser = number('superuser_reserved_connections');
    const all = number('max_connections');
    return superuser >= all
      ? `superuser_reserved_connections (${superuser}) must be less than max_connections (${all})`
      : undefined;
  },
  16: withReserved(''),
  17: withReserved('"'),
};

const processesChecked: Major = 18;
const mostProcesses = 262142;
const summed = ['max_connections', 'autovacuum_worker_slots', 'max_worker_processes', 'max_wal_senders'];

/** InitializeMaxBackends in utils/init/postinit.c; before 18 the values themselves are refused. */
export const processesFit: StartRule = ({ major, number }): StartFault | undefined => {
  if (major < processesChecked) return undefined;
  const sum = summed.reduce((total, name) => total + number(name), 0);
  if (sum < mostProcesses) return undefined;
  const terms = summed.map(name => `"${name}" (${number(name)})`).join(' plus ');
  return {
    code: 'too-many-processes',
    message: 'too many server processes configured',
    detail: `${terms} must be less than ${mostProcesses}.`,
    settings: [...summed].sort((a, b) => number(b) - number(a)),
  };
};
