import type { Problem } from '../problem.ts';
import type { Reading } from '../verdict.ts';
import { archiveContentRules } from './archiveContent.ts';
import { archiveSafetyRules } from './archiveSafety.ts';
import { besideRules } from './besides.ts';
import { commandRules } from './commands.ts';
import { ruleContext } from './context.ts';
import { durabilityRules } from './durability.ts';
import { lossWindowRules } from './lossWindow.ts';
import { placeInValue } from './places.ts';
import { recoveryTargetRules } from './recoveryTargets.ts';
import { restoringRules } from './restoring.ts';
import { retentionRules } from './retention.ts';
import type { Advice, Finding, Rule } from './rule.ts';
import { silentChangeRules } from './silentChanges.ts';
import { standbyRules } from './standby.ts';
import type { AdviceSurroundings } from './surroundings.ts';
import { synchronousRules } from './synchronous.ts';

/** A group of rules under the heading that the documentation gives it. */
export interface RuleGroup {
  readonly heading: string;
  readonly rules: readonly Rule[];
}

export const ruleGroups: readonly RuleGroup[] = [
  { heading: 'Commands', rules: commandRules },
  { heading: 'Archiving: is the copy safe?', rules: archiveSafetyRules },
  { heading: 'Archiving: what is copied, and where to?', rules: archiveContentRules },
  { heading: 'Archiving: how much can be lost?', rules: lossWindowRules },
  { heading: 'Restoring', rules: restoringRules },
  { heading: 'Recovery targets', rules: recoveryTargetRules },
  { heading: 'Durability', rules: durabilityRules },
  { heading: 'WAL that is kept', rules: retentionRules },
  { heading: 'Synchronous replication', rules: synchronousRules },
  { heading: 'Standbys', rules: standbyRules },
  { heading: 'Values that the server changes silently', rules: silentChangeRules },
  { heading: 'The files beside the configuration', rules: besideRules },
];

export const adviceRules: readonly Rule[] = ruleGroups.flatMap(({ rules }) => rules);

/** What an experienced operator would say of a configuration that the server takes. In the order of the rules. */
export function advise(reading: Reading, surroundings: AdviceSurroundings = {}): Advice[] {
  const context = ruleContext(reading, surroundings);
  return adviceRules.flatMap(rule =>
    [...rule.check(context)].map(finding => ({
      ...placed(rule, finding, reading),
      fixes: finding.fixes ?? [],
    })),
  );
}

function placed(rule: Rule, { entry, part, message, severity, related }: Finding, reading: Reading): Problem {
  const judged = reading.entries.find(each => each.entry === entry);
  return {
    kind: 'advice',
    severity: severity ?? rule.severity,
    code: rule.code,
    file: entry.file.path,
    span: placeInValue(entry, part),
    line: entry.line.number,
    setting: judged?.setting?.name ?? entry.name,
    message,
    related,
  };
}
