import type { SimpleCommand } from '../../commandLine.ts';
import { programOf } from './program.ts';

/** Whether curl will take an answer like 404 or 500 over HTTP for success. */
export function hidesHttpError(command: SimpleCommand): boolean {
  const program = programOf(command);
  if (program?.name !== 'curl') return false;
  const words = program.operands.map(({ text }) => text);
  const fails = words.some(word => /^-[a-zA-Z#]*f|^--fail/.test(word));
  return words.some(word => /^https?:/i.test(word)) && !fails;
}

export const httpErrorHidden = 'curl reports success for an answer like 404 or 500 too: add --fail';
