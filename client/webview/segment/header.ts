import { html, nothing, type TemplateResult } from 'lit';
import type { SegmentState } from '../../../server/protocol/segment.ts';
import { dateAndTime, formatBytes, formatCount, formatShare, plural, timeOfDay } from '../format.ts';
import { icon } from '../icons.ts';
import type { Controller } from './controller.ts';

const chip = (content: unknown, title?: string, className = '') =>
  html`<span class="chip ${className}" title=${title ?? nothing}>${content}</span>`;

/** The segment's name, what it is, how much is in it and whether it is sound; its neighbours. */
export function headerView(controller: Controller, state: SegmentState): TemplateResult {
  return html`<header class="header">
    <h1 title=${state.name}>${state.name}</h1>
    ${state.timeline === undefined ? nothing : chip(`timeline ${state.timeline}`)}
    ${
      state.startLsn
        ? chip(
            `${state.startLsn} – ${state.endLsn}`,
            `${formatBytes(state.segmentSize ?? 0)} segment, system ${state.systemIdentifier}`,
          )
        : nothing
    }
    ${state.major ? chip(`PostgreSQL ${state.major}`) : nothing}
    ${state.compression ? chip(state.compression, `${formatBytes(state.fileSize)} compressed`) : nothing}
    ${recordsChip(state)} ${timesChip(state)}
    ${
      state.recordBytes > 0
        ? chip(
            `FPI ${formatShare(state.imageBytes, state.recordBytes)}`,
            `Full-page images: ${formatBytes(state.imageBytes)} of ${formatBytes(state.recordBytes)}`,
          )
        : nothing
    }
    ${soundness(state)}
    <span class="grow"></span>
    ${neighbour(controller, state.previous, 'previous')} ${neighbour(controller, state.next, 'next')}
  </header>`;
}

function recordsChip(state: SegmentState): TemplateResult {
  if (state.done) return chip(plural(state.records, 'record'));
  const percent = state.totalBytes ? Math.floor((100 * state.readBytes) / state.totalBytes) : 0;
  return chip(
    html`<progress max="100" value=${percent} aria-label="Reading the segment"></progress>
      ${formatCount(state.records)} records so far`,
  );
}

function timesChip({ firstTime, lastTime }: SegmentState): TemplateResult | typeof nothing {
  if (!firstTime || !lastTime) return nothing;
  const title = `First and last commit or abort (UTC): ${dateAndTime(firstTime)} to ${dateAndTime(lastTime)}`;
  const [from, to] = [timeOfDay(firstTime), timeOfDay(lastTime)];
  return chip(from === to ? from : `${from} → ${to}`, title);
}

function soundness(state: SegmentState): TemplateResult | typeof nothing {
  const { encryption, end, done, records, problem } = state;
  if (encryption)
    return chip(
      'encrypted',
      `The file is encrypted (${encryption}): decrypt a copy of it and open that.`,
      'bad',
    );
  if (problem) return chip('file damaged', problem, 'bad');
  if (end?.kind === 'damage') return chip(`damaged at ${end.lsn}`, end.message, 'bad');
  if (end?.kind === 'wal' && done) return chip(`WAL ends at ${end.lsn}`, end.message, 'note');
  if (!done || records === 0) return nothing;
  return chip('every CRC valid', 'The checksum of every record was computed and compared.', 'good');
}

function neighbour(
  controller: Controller,
  name: string | undefined,
  which: 'previous' | 'next',
): TemplateResult {
  const short = name?.slice(22, 24) ?? '';
  const text = name ? `Open the ${which} segment, ${name}` : `No ${which} segment in this folder`;
  // what can be read on the button comes first in its name
  const label = name ? `${short}: ${text}` : text;
  return html`<button
    class="quiet"
    title=${text}
    aria-label=${label}
    ?disabled=${!name}
    @click=${() => name && controller.openNeighbour(name)}
  >
    ${which === 'previous' ? html`${icon('left')} ${short}` : html`${short} ${icon('right')}`}
  </button>`;
}
