import type { Major } from '../majors.ts';
import { isConninfoKeyword, translated } from './conninfoKeywords.ts';
import type { Conninfo, ConninfoParameter } from './conninfoParameters.ts';
import { readConninfoUri, uriPrefix } from './conninfoUri.ts';

/** Reads a libpq connection string, keywords or URI, as libpq of that major does: fe-connect.c, PQconninfoParse. */
export function readConninfo(text: string, major: Major): Conninfo {
  return uriPrefix(text) ? readConninfoUri(text, major) : readKeywords(text, major);
}

/** The value that counts for a keyword, or undefined. */
export function conninfoValue(conninfo: Conninfo, keyword: string): string | undefined {
  return conninfo.parameters.findLast(parameter => parameter.keyword === keyword)?.value;
}

const nameText = /[ \t\n\v\f\r]*([^= \t\n\v\f\r]*)[ \t\n\v\f\r]*/y;
const bareValue = /[ \t\n\v\f\r]*((?:[^ \t\n\v\f\r\\]|\\[\s\S]|\\$)*)/y;
const quotedValue = /[ \t\n\v\f\r]*('(?:[^'\\]|\\[\s\S])*')/y;
const quoteAhead = /[ \t\n\v\f\r]*'/y;

function readKeywords(text: string, major: Major): Conninfo {
  const parameters: ConninfoParameter[] = [];
  const stop = (message: string, start: number, end: number): Conninfo => ({
    form: 'keywords',
    parameters,
    refusal: { message, start, end },
  });
  let at = 0;
  for (;;) {
    const name = matchAt(nameText, text, at)!;
    const start = at + name[0].indexOf(name[1]);
    const keywordSpan = { start, end: start + name[1].length };
    at += name[0].length;
    if (name[1] === '' && at === text.length) return { form: 'keywords', parameters };
    if (text[at] !== '=') {
      return stop(`missing "=" after "${name[1]}" in connection info string`, start, keywordSpan.end);
    }
    const quoted = matchAt(quoteAhead, text, at + 1) !== null;
    const value = matchAt(quoted ? quotedValue : bareValue, text, at + 1);
    if (!value) return stop('unterminated quoted string in connection info string', at + 1, text.length);
    at += 1 + value[0].length;
    const valueSpan = { start: at - value[1].length, end: at };
    const inner = quoted ? value[1].slice(1, -1) : value[1];
    const parameter = { ...translated(name[1], inner.replace(/\\([\s\S]?)/g, '$1')), keywordSpan, valueSpan };
    if (!isConninfoKeyword(parameter.keyword, major)) {
      return stop(`invalid connection option "${name[1]}"`, start, keywordSpan.end);
    }
    parameters.push(parameter);
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
