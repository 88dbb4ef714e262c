/** Whether a path is a folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1) || path;
}

/** A file's path as the language server spells it. */
export function pathOf({ fsPath }: { readonly fsPath: string }): string {
  return fsPath.replaceAll('\\', '/');
}
