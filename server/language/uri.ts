/**
 * Documents come by URI, files go by path. A `file:` URI is its path (`/home/a`, `c:/data`, `//host/share`); any
 * other URI (unsaved, remote, a version-control revision) stands for itself, so that nothing on disk is mistaken
 * for it.
 */
export function pathOfUri(uri: string): string {
  const match = /^file:\/\/([^/]*)(\/.*)$/.exec(uri);
  if (!match) return uri;
  const path = decode(match[2]);
  if (match[1] && match[1] !== 'localhost') return `//${match[1]}${path}`;
  const drive = /^\/([A-Za-z]):/.exec(path);
  return drive ? `${drive[1].toLowerCase()}:${path.slice(3)}` : path;
}

/** The `file:` URI of an absolute path, spelled as VS Code spells it. */
export function uriOfPath(path: string): string {
  if (!isFilePath(path)) return path;
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('//')) return `file:${encoded}`;
  return `file://${path.startsWith('/') ? '' : '/'}${encoded}`;
}

/** Whether a path is one that files can be found by, rather than a URI standing for itself. */
export function isFilePath(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:\//i.test(path);
}

/** The folder that holds a path. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `name` seen from `folder`: an absolute name is itself; `.` and `..` are resolved. */
export function joinPath(folder: string, name: string): string {
  const whole = isFilePath(name) ? name : `${folder}/${name}`;
  const root = /^(\/\/|\/|[a-z]:\/)/i.exec(whole)?.[0] ?? '';
  const parts: string[] = [];
  for (const part of whole.slice(root.length).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return root + parts.join('/');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
