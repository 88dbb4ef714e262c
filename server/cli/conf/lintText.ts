import type { LintFinding } from './finding.ts';

/** For people: a problem a line as compilers print them, what belongs to it indented below. */
export function lintText(findings: readonly LintFinding[]): string {
  return findings.map(textOf).join('');
}

function textOf(finding: LintFinding): string {
  const { file, line, column, severity, code, detail, hint, note, after, dependsOn } = finding;
  const more = [
    detail,
    hint,
    note,
    after && `PostgreSQL says so once its earlier errors (${after}) are gone.`,
    dependsOn && `Whether PostgreSQL says so depends on ${dependsOn}.`,
  ].filter(text => text !== undefined);
  const first = `${file}:${line}:${column}: ${severity}: ${sentenceOf(finding)} [${code}]`;
  return [first, ...more.map(text => `    ${text}`), ''].join('\n');
}

/** The fullest of the server's sentences. */
export function sentenceOf({ log, message }: LintFinding): string {
  return log ?? message;
}

/** The sentence with what the server says below it. */
export function wholeText(finding: LintFinding): string {
  return [sentenceOf(finding), finding.detail, finding.hint, finding.note].filter(Boolean).join('\n');
}

/** For GitHub Actions: workflow commands that annotate the lines. */
export function lintGithub(findings: readonly LintFinding[]): string {
  return findings.map(githubOf).join('');
}

const githubLevels: Record<LintFinding['severity'], string> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

function githubOf(finding: LintFinding): string {
  const { file, line, column, endLine, endColumn, severity, code } = finding;
  const place = { file, line, endLine, ...(line === endLine && { col: column, endColumn }), title: code };
  const properties = Object.entries(place).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${githubLevels[severity]} ${properties.join(',')}::${escapeText(wholeText(finding))}\n`;
}

function escapeText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
