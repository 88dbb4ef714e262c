/** Asks a real server what settings it has. */
export async function collect() {}
