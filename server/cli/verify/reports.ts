import { pathToFileURL } from 'node:url';
import type { ArchiveProblem } from '../../archive/repository.ts';
import type { VerifiedSegment } from '../../inspect/verify/verifyWal.ts';
import { formatLsn } from '../../postgres/lsn.ts';

/** The outcome of a verification. */
export interface Report {
  readonly segments: readonly VerifiedSegment[];
  readonly problems: readonly ArchiveProblem[];
}

interface Finding {
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: string;
  readonly message: string;
  readonly path?: string;
  readonly segment?: string;
  readonly lsn?: bigint;
}

function findings({ segments, problems }: Report): Finding[] {
  return [...segments.flatMap(segment => segment.findings), ...problems];
}

/** For people: a line a finding and a last one that sums up. */
export function text(report: Report): string {
  const all = findings(report);
  const lines = all.map(
    ({ severity, message, path }) => `${severity}: ${path ? `${path}: ` : ''}${message}\n`,
  );
  const records = report.segments.reduce((sum, segment) => sum + segment.records, 0);
  const sums = [
    counted(report.segments.length, 'segment'),
    counted(records, 'record'),
    counted(all.length, 'problem'),
  ];
  return `${lines.join('')}${sums.join(', ')}\n`;
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** One JSON document: `segments` and `problems`. */
export function toJsonReport(report: Report): string {
  const plain = ({ lsn, ...finding }: Finding) => ({
    ...finding,
    lsn: lsn === undefined ? undefined : formatLsn(lsn),
  });
  const segments = report.segments.map(segment => ({ ...segment, findings: segment.findings.map(plain) }));
  return `${JSON.stringify({ segments, problems: report.problems.map(plain) }, undefined, 2)}\n`;
}

/** A JUnit test report: a test case a segment, and one for each problem that belongs to no segment. */
export function junit(report: Report): string {
  const cases = report.segments.map(({ path, segment, findings: own }) => testCase(path, segment, own));
  cases.push(...report.problems.map(problem => testCase(problem.path ?? 'archive', problem.code, [problem])));
  const failed = findings(report).filter(each => each.severity === 'error').length;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="walscope verify" tests="${cases.length}" failures="${failed}">\n${cases.join('')}</testsuite>\n`;
}

function testCase(className: string, name: string, own: readonly Finding[]): string {
  const failures = own
    .filter(each => each.severity === 'error')
    .map(({ code, message }) => `    <failure type="${xml(code)}" message="${xml(message)}"/>\n`);
  const body = failures.length ? `>\n${failures.join('')}  </testcase>` : '/>';
  return `  <testcase classname="${xml(className)}" name="${xml(name)}"${body}\n`;
}

/** Markup and control characters, which XML cannot hold, are written otherwise. */
function xml(value: string): string {
  return [...value]
    .map(char => (/[&<>"]/.test(char) ? `&#${char.charCodeAt(0)};` : char < ' ' ? '\uFFFD' : char))
    .join('');
}

const levels = { error: 'error', warning: 'warning', information: 'note' } as const;

/** A SARIF 2.1.0 log, for code scanning services. */
export function sarif(report: Report): string {
  const all = findings(report);
  const rules = [...new Set(all.map(({ code }) => code))].map(id => ({ id }));
  const results = all.map(({ code, severity, message, path, lsn }) => ({
    ruleId: code,
    level: levels[severity],
    message: { text: message },
    locations: path ? [{ physicalLocation: { artifactLocation: { uri: pathToFileURL(path).href } } }] : [],
    properties: lsn === undefined ? {} : { lsn: formatLsn(lsn) },
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'walscope', rules } }, results }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}
