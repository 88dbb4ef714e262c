/** The folder of a path: get_parent_directory in port/path.c. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash);
}

/** Absolute as the server sees it; also a Windows drive. */
export function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/])/.test(path);
}

/** `path` seen from `folder`. */
export function resolvePath(folder: string, path: string): string {
  return canonical(isAbsolute(path) ? path : `${folder}/${path}`);
}

/** The path without `.`, `..` and doubled slashes: canonicalize_path in port/path.c. */
export function canonical(path: string): string {
  const root = path.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && (root || (parts.length && parts.at(-1) !== '..'))) parts.pop();
    else parts.push(part);
  }
  return root + parts.join('/') || '.';
}
