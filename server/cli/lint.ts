import { FileError } from '../bytes/byteSource.ts';
import { nodeDecompression } from '../bytes/nodeDecompression.ts';
import { readArchiveContents } from '../inspect/archiveContents.ts';
import { judgeFile } from '../postgres/conf/judgeFile.ts';
import { overriddenLines } from '../postgres/conf/overridden.ts';
import { type ArchiveReader, adviceFor } from '../postgres/conf/rules/adviceFor.ts';
import { noteOn } from '../postgres/conf/strangeNames.ts';
import { suppressions } from '../postgres/conf/suppression.ts';
import { type LintFinding, lintFinding } from './conf/finding.ts';
import { type ConfWords, inputOf, readWords, UsageError } from './conf/inputs.ts';
import { lintGithub, lintText } from './conf/lintText.ts';
import { sarifLog } from './conf/sarif.ts';
import type { Io, Verb } from './io.ts';

const printers: Readonly<Record<string, (findings: readonly LintFinding[]) => string>> = {
  text: lintText,
  json: findings => `${JSON.stringify(findings, null, 1)}\n`,
  sarif: findings => `${JSON.stringify(sarifLog(findings), null, 1)}\n`,
  github: lintGithub,
};

/**
 * `walscope lint FILE... [--pg MAJOR] [--format text|json|sarif|github] [--strict]`: what PostgreSQL would say of
 * configuration files, and advice. Ends with 1 when there is an error, with `--strict` also for a warning.
 */
export const lint: Verb = async (args, io) => {
  try {
    const words = readWords(args, Object.keys(printers), ['strict']);
    const findings = (await Promise.all(words.files.map(given => lintFile(given, words, io)))).flat();
    await io.stdout(printers[words.format](findings));
    return findings.some(({ severity }) => fails(severity, words)) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof FileError || error instanceof RangeError))
      throw error;
    io.stderr(`walscope: ${error.message}\n`);
    return 2;
  }
};

/** An archive that is not there or cannot be listed tells nothing. */
function archiveReader({ files, signal }: Io): ArchiveReader {
  return folders =>
    readArchiveContents(files, nodeDecompression, folders, { signal }).catch(reason => {
      if (reason instanceof FileError) return undefined;
      throw reason;
    });
}

function fails(severity: LintFinding['severity'], { flags }: ConfWords): boolean {
  return severity === 'error' || (severity === 'warning' && flags.has('strict'));
}

/** The problems of a file and of those it includes; of a file that another one includes, only its own. */
async function lintFile(given: string, { major, format }: ConfWords, io: Io): Promise<LintFinding[]> {
  const { path, show } = inputOf(given, io);
  const judgement = await judgeFile(io.files, path, { major, show });
  const { configuration } = judgement;
  if (!major && !judgement.told && format === 'text')
    io.stderr(
      `walscope: ${given}: no PG_VERSION tells the major; read as ${judgement.major} (say --pg MAJOR)\n`,
    );
  const own = configuration.main.path === path;
  const silenced = new Map(configuration.files.map(file => [file.path, suppressions(file.tree)]));
  const advice = await adviceFor(io.files, judgement, archiveReader(io));
  return [...judgement.problems, ...advice, ...(judgement.reading ? overriddenLines(judgement.reading) : [])]
    .filter(problem => own || problem.file === path)
    .filter(({ file, line, code, severity }) => !silenced.get(file)?.(line, code, severity === 'error'))
    .map(problem => ({
      ...lintFinding(problem, configuration, show),
      note: noteOn(problem, judgement.major),
    }));
}
