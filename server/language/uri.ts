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

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
