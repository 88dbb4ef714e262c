import type { Workbench } from './workbench.ts';

/** What a suite gets: a fresh VS Code window on a fresh copy of the sample, with the packaged extension in it. */
export interface SuiteContext extends Workbench {
  /** One test; it fails when `body` throws. The next test goes on in the same window. */
  test(name: string, body: () => Promise<void>): Promise<void>;
}

export interface Suite {
  readonly name: string;
  readonly body: (context: SuiteContext) => Promise<void>;
}

const suites: Suite[] = [];

/** Declares the tests of a `*.ui.ts` file. After `body`, the console must hold no error: that is a test too. */
export function suite(name: string, body: (context: SuiteContext) => Promise<void>): void {
  suites.push({ name, body });
}

/** The suites declared so far, in order. */
export const declaredSuites = (): readonly Suite[] => suites;
