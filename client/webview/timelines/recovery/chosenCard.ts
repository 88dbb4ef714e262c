import { html, nothing, type TemplateResult } from 'lit';
import type { Controller } from '../controller.ts';
import { parseLsn, segmentAt } from '../lsn.ts';
import { openTarget } from '../opening.ts';
import { isPlanned } from './recoveryModel.ts';

/** What was chosen on the picture, and what can be done about it. */
export function chosenCard(controller: Controller): TemplateResult | typeof nothing {
  const { prepared, recovery } = controller.model;
  const { chosen, listOpen } = recovery;
  if (!chosen || !prepared || listOpen || isPlanned(recovery)) return nothing;
  const { timeline, lsn } = chosen;
  const open = () => {
    const position = Number((parseLsn(lsn) ?? 0n) - prepared.base);
    const segment = segmentAt(prepared, timeline, position);
    void openTarget(controller, { kind: 'segment', timeline, segment, lsn });
  };
  return html`<aside class="chosen" aria-label="Chosen place">
    <h2><span class="dot ${chosen.tone}" aria-hidden="true"></span> ${chosen.title}</h2>
    <p class="dim">${chosen.facts}</p>
    <p class="buttons">
      <button id="recover-here" class="primary" @click=${() => void controller.planning.plan(chosen)}>
        Recover to just before this
      </button>
      <button class="secondary" @click=${open}>Open the record</button>
      <button class="quiet" title="Close" aria-label="Close" @click=${() => controller.finding.letGo()}>✕</button>
    </p>
  </aside>`;
}
