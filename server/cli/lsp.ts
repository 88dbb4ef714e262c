import type { Verb } from './io.ts';

/** `walscope lsp --stdio`: the language server for any editor. Ends with the process, when the editor says so. */
export const lsp: Verb = async (args, io) => {
  if (!args.some(arg => /^--(stdio|node-ipc|socket(=\d+)?|pipe(=.+)?)$/.test(arg))) {
    io.stderr('walscope: say how the editor talks to the server: walscope lsp --stdio\n');
    return 2;
  }
  await import('../language/main.ts');
  return new Promise(() => {});
};
