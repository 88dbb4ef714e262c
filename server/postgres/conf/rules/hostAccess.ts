/** A line of pg_hba.conf as far as replication needs it. */
export interface AccessLine {
  /** From 1. */
  readonly number: number;
  /** local, host, hostssl ...; `include` and its kin, whose content is not known. */
  readonly type: string;
  readonly databases: readonly string[];
  readonly users: readonly string[];
  readonly method: string;
}

const field = /[ \t]*((?:"[^"\n]*"|[^\s",#])+(?:[ \t]*,[ \t]*(?:"[^"\n]*"|[^\s",#])+)*)/y;

/** The lines of pg_hba.conf: tokenize_auth_file in hba.c. Comments and blank lines are left out. */
export function readAccessLines(text: string): AccessLine[] {
  return text.split('\n').flatMap((line, index) => {
    const fields = fieldsOf(line);
    if (fields.length < 2) return [];
    const [type, databases, users] = fields;
    const method = fields[type === 'local' ? 3 : 4] ?? '';
    return [{ number: index + 1, type, databases: items(databases), users: items(users ?? ''), method }];
  });
}

/** Whether a line may let a replication connection in; `all` in the database column does not. */
export function allowsReplication({ type, databases, method }: AccessLine): boolean {
  if (type.startsWith('include')) return true;
  return method !== 'reject' && databases.some(name => name === 'replication' || name.startsWith('@'));
}

function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  field.lastIndex = 0;
  for (let found = field.exec(line); found; found = field.exec(line)) fields.push(found[1]);
  return fields;
}

/** A quoted `"replication"` is a database of that name, not the word. */
function items(list: string): string[] {
  return list.split(',').map(item => item.trim());
}
