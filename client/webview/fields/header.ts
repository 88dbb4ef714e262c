import { html, nothing, type TemplateResult } from 'lit';
import type { BinaryFileState, BinaryProblem } from '../../../server/protocol/binaryFile.ts';
import { dateAndTime, formatBytes, plural } from '../format.ts';
import type { Controller } from './controller.ts';

const chip = (content: unknown, title: string, className = '') =>
  html`<span class="chip ${className}" title=${title}>${content}</span>`;

/** Whose file it is and whether it is sound; search and copying. */
export function headerView(controller: Controller, state: BinaryFileState): TemplateResult {
  const { title, major, size, modified, crcOk, tool } = state;
  const asText = tool ? `Copy what ${tool} prints of this file` : 'Copy every value of this file as text';
  return html`<header class="header">
    <h1 title=${state.name}>${title}</h1>
    ${chip(state.verdict.text, 'The state of the file', state.verdict.severity)}
    ${
      crcOk === undefined
        ? nothing
        : crcOk
          ? chip('checksum correct', 'The checksum was computed and compared.', 'good')
          : chip('checksum wrong', 'The computed checksum is another one.', 'bad')
    }
    ${major === undefined ? nothing : chip(`PostgreSQL ${major}`, 'The server that writes this file')}
    ${chip(formatBytes(size), plural(size, 'byte'))}
    ${chip(`written ${dateAndTime(modified).slice(0, 16)} UTC`, `Last written ${dateAndTime(modified)} UTC`)}
    <span class="tools">
    ${findBox(controller)}
    <button class="secondary" title=${asText} @click=${() => controller.copy('text')}>Copy as text</button>
    <button class="secondary" title="Copy what walscope inspect prints of this file" @click=${() => controller.copy('json')}>
      Copy as JSON
    </button>
    </span>
  </header>`;
}

function findBox(controller: Controller): TemplateResult {
  const { saved, found, state } = controller.model;
  const count = saved.filter && found ? `${found.fields} of ${plural(state?.fields ?? 0, 'field')}` : '';
  return html`<span class="found dim">${count}</span>
    <input
      id="find"
      type="search"
      placeholder="Find a field"
      aria-label="Find a field by name, value or meaning"
      spellcheck="false"
      .value=${saved.filter}
      @input=${(event: Event) => controller.setFilter((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        controller.focusTable();
      }}
    />`;
}

/** The file in plain sentences, and what is wrong with it. */
export function verdictView(
  controller: Controller,
  { verdict, summary, problems }: BinaryFileState,
): TemplateResult {
  if (summary.length + problems.length === 0) return html`<section hidden></section>`;
  return html`<section class="verdict ${verdict.severity}" aria-label="In words">
    ${summary.map(sentence => html`<p>${sentence}</p>`)}
    ${
      problems.length > 0
        ? html`<ul>
            ${problems.map(problem => problemView(controller, problem))}
          </ul>`
        : nothing
    }
  </section>`;
}

function problemView(controller: Controller, problem: BinaryProblem): TemplateResult {
  const { level, message, detail, hint, offset, row } = problem;
  return html`<li>
    <strong>${level === 'ADVICE' ? '' : `${level}: `}${message}</strong>
    ${detail ? html` ${detail}` : nothing}${hint ? html` <span class="dim">${hint}</span>` : nothing}
    <button class="link" @click=${() => controller.showRow(row)}>at byte ${offset}</button>
  </li>`;
}
