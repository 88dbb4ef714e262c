import { sinceMajor } from '../../../majors.ts';
import { lowerCase } from '../../catalogue.ts';
import { byteLength } from '../../text.ts';
import type { Refusal } from '../refusal.ts';
import { accept, forAll, type Hook, type HookContext, type Hooks, onText } from './hook.ts';

// pg_encname_tbl in common/encnames.c, from which names differ only in case and punctuation.
const encodings = new Set(
  (
    'abc alt big5 euccn eucjis2004 eucjp euckr euctw gb18030 gbk iso88591 iso885910 iso885913 iso885914 iso885915 ' +
    'iso885916 iso88592 iso88593 iso88594 iso88595 iso88596 iso88597 iso88598 iso88599 johab koi8 koi8r koi8u ' +
    'latin1 latin10 latin2 latin3 latin4 latin5 latin6 latin7 latin8 latin9 mskanji muleinternal shiftjis ' +
    'shiftjis2004 sjis sqlascii tcvn tcvn5712 uhc unicode utf8 vscii win win1250 win1251 win1252 win1253 win1254 ' +
    'win1255 win1256 win1257 win1258 win866 win874 win932 win936 win949 win950 windows1250 windows1251 windows1252 ' +
    'windows1253 windows1254 windows1255 windows1256 windows1257 windows1258 windows866 windows874 windows932 ' +
    'windows936 windows949 windows950'
  ).split(' '),
);
const encodingNameBytes = 64;

const withoutMule = { 10: '', 19: 'muleinternal' } as const;

function clientEncoding(text: string, { major }: HookContext): Partial<Refusal> | undefined {
  const key = lowerCase(text.replace(/[^A-Za-z0-9]/g, ''));
  const known = encodings.has(key) && key !== sinceMajor(withoutMule, major);
  return byteLength(text) < encodingNameBytes && known ? undefined : {};
}

/** At the start no catalogue can be asked, so nobody passes. */
const nobody: Hook = () => ({});
const noRole = onText(text => (text === 'none' ? undefined : {}));

// From 12 on it is an enumeration.
const isolationLevels = ['serializable', 'repeatable read', 'read committed', 'read uncommitted', 'default'];
const isolation = onText(text => (isolationLevels.includes(text) ? undefined : {}));

const refusedWhenOn =
  (message: string): Hook =>
  value =>
    value ? { message } : undefined;

const stageStatistics: Hook = (value, { current }) =>
  value && current('log_statement_stats')
    ? { detail: 'Cannot enable parameter when "log_statement_stats" is true.' }
    : undefined;

const stages = ['log_parser_stats', 'log_planner_stats', 'log_executor_stats'];

const statementStatistics: Hook = (value, { current }) =>
  value && stages.some(stage => current(stage))
    ? {
        detail:
          'Cannot enable "log_statement_stats" when "log_parser_stats", "log_planner_stats", or "log_executor_stats" is true.',
      }
    : undefined;

function backtraceFunctions(detail: string): Hook {
  return onText(text => (/^[0-9_a-zA-Z, \n\t]*$/.test(text) ? undefined : { detail }));
}

// The files of that kind that every server brings. Others may be added by hand, which nobody does.
const abbreviationSets = ['Default', 'Australia', 'India'];

function abbreviationSet(text: string): Partial<Refusal> | undefined {
  if (text === '') return { message: 'could not read time zone file "": Is a directory' };
  return abbreviationSets.includes(text) ? undefined : {};
}

/**
 * Which locales there are is up to the operating system. Names of a usual form are taken to be there; others are
 * refused.
 */
const localeForm = /^(?:C|POSIX|[a-z]{2,3}(?:_[A-Z]{2,3})?)(?:\.[A-Za-z0-9-]+)?(?:@[A-Za-z]+)?$/;
const localeAliases = new Set(
  (
    'bokmal catalan croatian czech danish dansk deutsch dutch eesti estonian finnish french galego galician german ' +
    'greek hebrew hrvatski hungarian icelandic italian japanese korean lithuanian norwegian nynorsk polish ' +
    'portuguese romanian russian slovak slovene slovenian spanish swedish thai turkish'
  ).split(' '),
);
const windowsLocaleForm = /^[A-Z][A-Za-z ]+_[A-Z][^.]*(?:\.[0-9]+)?$/;

const anyLocale = onText(text => {
  if (text === '' || localeForm.test(text) || localeAliases.has(text)) return undefined;
  return windowsLocaleForm.test(text) ? { dependsOn: 'the operating system: this is a name of Windows' } : {};
});

function notEmpty(name: string): Hook {
  return onText(text => (text === '' ? { detail: `${name} cannot be empty.` } : undefined));
}

export const sessionHooks: Hooks = {
  default_table_access_method: {
    12: notEmpty('default_table_access_method'),
    17: notEmpty('"default_table_access_method"'),
  },
  client_encoding: { 10: onText(clientEncoding) },
  role: { 10: noRole },
  transaction_isolation: { 10: isolation, 12: accept },
  session_authorization: { 10: nobody },
  bonjour: { 10: refusedWhenOn('Bonjour is not supported by this build') },
  default_with_oids: { 10: accept, 12: refusedWhenOn('tables declared WITH OIDS are not supported') },
  standard_conforming_strings: {
    19: value => (value ? undefined : { message: 'non-standard string literals are not supported' }),
  },
  log_statement_stats: { 10: statementStatistics },
  ...forAll(stages, { 10: stageStatistics }),
  backtrace_functions: {
    13: backtraceFunctions('invalid character'),
    17: backtraceFunctions('Invalid character'),
    18: backtraceFunctions('Invalid character.'),
  },
  timezone_abbreviations: { 10: onText(abbreviationSet) },
  ...forAll(['lc_monetary', 'lc_numeric', 'lc_time'], { 10: anyLocale }),
  lc_messages: { 10: (value, context) => (value === '' ? {} : anyLocale(value, context)) },
};
