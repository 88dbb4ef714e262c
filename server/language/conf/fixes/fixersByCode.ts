import { textOf } from '../../../postgres/conf/tree.ts';
import { commentedOut, type Fixer, replace } from './fix.ts';
import { fixInvalidValue } from './invalidValue.ts';
import { fixSyntax } from './syntax.ts';
import { fixUnknownName } from './unknownName.ts';

/** For a file to include that is not there: go on without it. */
const fixInclude: Fixer = context => {
  const { file, line } = context;
  const strict = line.name && textOf(file.tree, line.name).toLowerCase() === 'include';
  const lenient = {
    title: 'Change to include_if_exists',
    edits: strict ? [replace(context, line.name!, 'include_if_exists')] : [],
  };
  return [...(strict ? [lenient] : []), commentedOut(context)];
};

/** Fixes for what the server says; advice brings its own. */
export const fixersByCode: Readonly<Record<string, Fixer>> = {
  'syntax-error': fixSyntax,
  'unknown-setting': fixUnknownName,
  'invalid-value': fixInvalidValue,
  'internal-setting': context => [{ ...commentedOut(context), preferred: true }],
  'include-failed': fixInclude,
  'multiple-recovery-targets': context => [commentedOut(context)],
  'overridden-setting': context => [commentedOut(context, 'Comment out this line, which has no effect')],
};
