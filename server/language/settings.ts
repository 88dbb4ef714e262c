import { type Major, majors } from '../postgres/majors.ts';

/** How loud a diagnostic is, or that it is not shown. */
export type Loudness = 'off' | 'hint' | 'information' | 'warning' | 'error';

/** The user's settings, section `walscope` of the editor. */
export interface Settings {
  /** The major for configuration files that nothing else tells the major of. */
  readonly major: Major | undefined;
  /** Loudness by diagnostic code, where it differs from the usual. */
  readonly loudness: Readonly<Record<string, Loudness>>;
  /** Whether the end of a line shows the value that holds in its place. */
  readonly effectiveValues: boolean;
}

export const defaultSettings: Settings = { major: undefined, loudness: {}, effectiveValues: true };

const loudnesses: readonly unknown[] = ['off', 'hint', 'information', 'warning', 'error'];

/** The settings in what a client sent; whatever is missing or of the wrong type is as by default. */
export function readSettings(sent: unknown): Settings {
  const section = sectionOf(sent);
  const major = Number(at(section, 'postgresql', 'major'));
  const loudness = at(section, 'diagnostics', 'severity');
  const effective = at(section, 'inlayHints', 'effectiveValues');
  return {
    major: majors.find(known => known === major),
    loudness: Object.fromEntries(
      Object.entries(loudness ?? {}).filter(([, value]) => loudnesses.includes(value)),
    ),
    effectiveValues: typeof effective === 'boolean' ? effective : defaultSettings.effectiveValues,
  };
}

/** Some clients send the section, some an object that has it. */
function sectionOf(sent: unknown): unknown {
  const inner =
    typeof sent === 'object' && sent !== null ? (sent as { walscope?: unknown }).walscope : undefined;
  return inner ?? sent;
}

/** The value at a path of keys: nested objects, or keys joined by dots as some clients send them. */
function at(section: unknown, group: string, key: string): unknown {
  if (typeof section !== 'object' || section === null) return undefined;
  const flat = section as Record<string, unknown>;
  const inner = flat[group];
  const nested =
    typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined;
  return nested ?? flat[`${group}.${key}`];
}
