import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found, recordedFind } from './recorded.ts';

interface Event {
  readonly kind: string;
  readonly schemas?: readonly string[];
  readonly relations: readonly { readonly schema: string; readonly name: string; readonly kind: string }[];
}

/** Indexes and TOAST tables go with their tables, unless they are all that goes. */
function summary({ kind, schemas = [], relations }: Event): string {
  const main = relations.filter(each => !'it'.includes(each.kind));
  const named = (main.length ? main : relations).map(({ schema, name }) => `${schema}.${name}`);
  return [kind, ...schemas, ...named].join(' ');
}

for (const name of ['kinds-11', 'kinds-18'])
  test(`${name}: drops and truncates are told from rewrites, by name, without a full-page image`, async () => {
    const { truth, files } = recordedFind(name);
    const { events } = await found(files, []);
    assert.deepEqual(events.map(summary), truth.events);
  });
