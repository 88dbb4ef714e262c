import { html, nothing, type TemplateResult } from 'lit';
import type { ForecastLine, RecoveryPlan } from '../../../../server/protocol/recovery.ts';
import { formatCount, plural } from '../../format.ts';
import { durabilityColumn } from '../cards.ts';
import type { Controller } from '../controller.ts';
import { confText } from './confText.ts';

/** The forecast and the settings of a recovery, as two columns beside the durability. */
export function recoveryPanel(controller: Controller): TemplateResult {
  const { recovery, prepared } = controller.model;
  const { plan } = recovery;
  const major = plan?.major === undefined ? 'PostgreSQL' : `PostgreSQL ${plan.major}`;
  return html`<section class="cards recovery"><div id="forecast" class="column" tabindex="0" role="region" aria-label="Forecast">
      <div class="column-head">
        <h2>Forecast · what ${major} will do</h2>
        <button class="quiet" title="Close the recovery" aria-label="Close the recovery" @click=${() => controller.planning.close()}>✕</button>
      </div>
      ${plan ? forecast(controller, plan) : waiting(controller)}
    </div>
    <div class="column" tabindex="0" role="region" aria-label="Recovery settings">
      <h2>Recovery settings</h2>
      ${plan ? settings(controller, plan) : html`<p class="dim">They follow the forecast.</p>`}
    </div>
    ${durabilityColumn(controller, prepared?.picture ?? { durability: [] })}</section>`;
}

function waiting(controller: Controller): TemplateResult {
  const { planning, planProblem } = controller.model.recovery;
  if (!planning) return html`<p>${planProblem}</p>`;
  const { doing, done, all } = planning;
  const what = doing === 'finding' ? 'Reading WAL' : 'Replaying, in mind only';
  return html`<p class="reading">
    <progress max=${all || 1} .value=${done} aria-label="WAL read"></progress>
    ${what}${all ? `, ${formatCount(done)} of ${plural(all, 'segment')}` : ' …'}
    <button class="secondary" @click=${() => controller.planning.stop()}>Stop</button>
  </p>`;
}

function forecast(controller: Controller, plan: RecoveryPlan): TemplateResult {
  const { logOpen } = controller.model.recovery;
  return html`${plan.fatal ? fatal(plan.fatal) : nothing}
    <ul class="steps">
      ${plan.lines.map(line => step(controller, plan, line))}
    </ul>
    ${plan.notes.length ? html`<ul class="notes">${plan.notes.map(note => html`<li>${note}</li>`)}</ul>` : nothing}
    ${
      plan.log.length
        ? html`<p><button class="link" aria-expanded=${logOpen ? 'true' : 'false'} @click=${() => controller.planning.toggleLog()}>
              ${logOpen ? 'Hide' : 'Show'} the server's log, ${plural(plan.log.length, 'line')}
            </button></p>
            ${logOpen ? html`<pre class="log" tabindex="0" aria-label="Log of the server">${plan.log.join('\n')}</pre>` : nothing}`
        : nothing
    }`;
}

function fatal({ message, detail, hint, advice }: NonNullable<RecoveryPlan['fatal']>): TemplateResult {
  return html`<div class="fatal">
    <code>${message}</code>
    ${detail ? html`<code>DETAIL:  ${detail}</code>` : nothing} ${hint ? html`<code>HINT:  ${hint}</code>` : nothing}
    ${advice.map(text => html`<p>${text}</p>`)}
  </div>`;
}

const marks: Readonly<Record<ForecastLine['mark'], readonly [sign: string, word: string]>> = {
  done: ['✓', ''],
  stop: ['■', 'Stop: '],
  note: ['!', 'Note: '],
  bad: ['✗', 'Failure: '],
  unknown: ['?', 'Not known: '],
};

function step(
  controller: Controller,
  { lost }: RecoveryPlan,
  { mark, text, value }: ForecastLine,
): TemplateResult {
  const [sign, word] = marks[mark];
  const { lostOpen } = controller.model.recovery;
  const isLost = lost !== undefined && text.startsWith('Lost ');
  return html`<li class=${mark}>
    <span class="sign" aria-hidden="true">${sign}</span>
    <span class="what"><span class="hidden">${word}</span>${text}</span>
    ${value === undefined ? nothing : html`<code class="value">${value}</code>`}
    ${
      isLost
        ? html`<button class="link value" aria-expanded=${lostOpen ? 'true' : 'false'} @click=${() => controller.planning.toggleLost()}>${lostOpen ? 'hide' : 'show'}</button>
            ${lostOpen ? html`<div class="lost">${lost.text.map(sentence => html`<p>${sentence}</p>`)}</div>` : nothing}`
        : nothing
    }
  </li>`;
}

function settings(controller: Controller, plan: RecoveryPlan): TemplateResult {
  const { signalFile, backup, fatal } = plan;
  const own = signalFile === 'recovery.conf';
  return html`<pre class="conf" tabindex="0" aria-label="Settings">${confText(plan.text)}</pre>
    <p class="buttons">
      <button id="write-settings" class=${fatal ? 'secondary' : 'primary'} @click=${() => controller.planning.write()}>
        ${own ? 'Write recovery.conf …' : 'Write settings and recovery.signal …'}
      </button>
      <button class="secondary" @click=${() => controller.planning.copy()}>Copy</button>
    </p>
    <p class="dim">
      Into ${own ? 'recovery.conf' : 'postgresql.auto.conf'} of a data directory that ${backup === undefined ? 'a backup' : `backup ${backup}`} was restored to.
      You see the change before it is written.
    </p>`;
}
