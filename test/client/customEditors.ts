import { readFileSync } from 'node:fs';

interface Manifest {
  readonly contributes: {
    readonly customEditors: readonly {
      readonly viewType: string;
      readonly priority: string;
      readonly selector: readonly { readonly filenamePattern: string }[];
    }[];
  };
}

const manifest: Manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** What VS Code makes of a pattern: with a slash it must fit the whole path, else the base name; case does not count. */
export function fits(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/\./g, '\\.')
    .replace(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.replaceAll(',', '|')})`)
    .replace(/\*\*\/|\*/g, found => (found === '*' ? '[^/]*' : '(?:.*/)?'));
  const target = pattern.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1);
  return new RegExp(`^${source}$`, 'i').test(target);
}

/** A custom editor of package.json. */
export const editor = (viewType: string) =>
  manifest.contributes.customEditors.find(one => one.viewType === viewType)!;
