/** Colours of the parts of a file, as fields.css has them. */
const colours = 7;

/** The class that colours a part. */
export function partColour(section: number): string {
  return section < 0 ? '' : `part-${section % colours}`;
}
