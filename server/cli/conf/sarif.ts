import type { LintFinding } from './finding.ts';
import { wholeText } from './lintText.ts';

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

const levels: Record<LintFinding['severity'], string> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** A SARIF 2.1.0 log with one run, for code scanning services. */
export function sarifLog(findings: readonly LintFinding[]): object {
  const codes = [...new Set(findings.map(({ code }) => code))];
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'walscope', rules: codes.map(id => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map(finding => result(finding, codes)),
      },
    ],
  };
}

function result(finding: LintFinding, codes: readonly string[]): object {
  const { file, line, column, endLine, endColumn, severity, kind, code } = finding;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: wholeText(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file) },
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
    properties: { kind },
  };
}
