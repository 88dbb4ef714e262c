const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A text file as the server sees it: a byte order mark at its beginning is no letter to pass over, but in the way. */
export function serverText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
